import { sql } from "kysely";
import { z } from "zod";
import { uuid } from "#core/identity";
import { command, type Context, Failure, invalid, notFound } from "#core/operation";
import { staleOrMissing } from "#core/records/server";
import { inForce, reviewById, reviewExample, reviewShape } from "./review-read.ts";
import { todayIn } from "./today.ts";

const ROWS_AT_ONCE = 1000;

export const openReview = command({
  id: "access.openReview",
  summary: "Open a review of every role that is in force now, everywhere or in one scope",
  permission: "access.review.write",
  http: { method: "POST", path: "/access-reviews", status: 201 },
  input: z.strictObject({
    name: z.string().trim().min(1, "Enter a name.").max(120, "Use at most 120 characters."),
    scopeId: uuid.describe("Roles in this scope and below; the organisation's own id for all."),
    dueOn: z.iso.date("Enter a date."),
  }),
  output: reviewShape,
  example: {
    input: {
      name: reviewExample.name,
      scopeId: reviewExample.scopeId,
      dueOn: reviewExample.dueOn,
    },
    output: { ...reviewExample, undecided: 42, kept: 0, removed: 0, gone: 0 },
  },
  run: async (ctx, { name, scopeId, dueOn }) => {
    const known = await ctx.db
      .selectFrom("scope")
      .select("id")
      .where("id", "=", scopeId)
      .executeTakeFirst();
    if (!known) throw refused("scopeId", "Choose the organisation or one of its scopes.");
    if (dueOn < todayIn(ctx)) throw refused("dueOn", "Choose today or a later day.");
    const id = ctx.newId();
    await ctx.db
      .insertInto("access_review")
      .values({
        org_id: ctx.organization.id,
        id,
        name,
        scope_id: scopeId,
        due_on: dueOn,
        opened_by: reviewer(ctx),
        opened_at: ctx.now(),
      })
      .execute();
    if ((await takeSnapshot(ctx, id, scopeId)) === 0)
      throw refused(
        "scopeId",
        "Nobody holds a role there, so there is nothing to review. Choose another place.",
      );
    return reviewById(id);
  },
});

export const closeReview = command({
  id: "access.closeReview",
  summary: "Close a review in which everything is decided; from then on nothing of it changes",
  permission: "access.review.write",
  http: { method: "POST", path: "/access-reviews/{id}/close" },
  input: z.strictObject({ id: uuid, version: z.int() }),
  output: reviewShape,
  example: {
    input: { id: reviewExample.id, version: 1 },
    output: { ...reviewExample, undecided: 0, kept: 40, version: 2 },
  },
  run: async (ctx, { id, version }) => {
    const review = await ctx.db
      .selectFrom("access_review")
      .select(["closed_at", "version"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (!review) throw notFound("access review");
    if (review.closed_at !== null) throw closed();
    if (review.version !== version) throw staleOrMissing("access review", review);
    // What is still there to be decided about keeps the review open; what went by itself is written down as gone.
    const { rows } = await sql<{ left: number }>`
      with gone as (
        update access_review_item i set decision = 'gone', decided_at = ${ctx.now()}, version = i.version + 1
        where i.review_id = ${id} and i.decision is null and not ${stillInForce} returning 1)
      select count(*)::int as left from access_review_item i where i.review_id = ${id} and i.decision is null and ${stillInForce}`.execute(
      ctx.db,
    );
    const left = rows[0]?.left ?? 0;
    if (left > 0)
      throw new Failure(
        "conflict",
        `${left === 1 ? "One role is" : `${left} roles are`} still undecided. Decide about every role first, then close the review.`,
      );
    await ctx.db
      .updateTable("access_review")
      .set({ closed_by: reviewer(ctx), closed_at: ctx.now(), version: version + 1 })
      .where("id", "=", id)
      .where("closed_at", "is", null)
      .execute();
    return reviewById(id);
  },
});

/** Whoever decides holds the review open until they are done; closing waits for them, they never for each other. */
export const holdOpen = async (ctx: Context, id: string): Promise<void> => {
  const review = await ctx.db
    .selectFrom("access_review")
    .select("closed_at")
    .where("id", "=", id)
    .forShare()
    .executeTakeFirst();
  if (!review) throw notFound("access review");
  if (review.closed_at !== null) throw closed();
};

export const reviewer = ({ actor }: Context): string => {
  if (actor.membershipId === null)
    throw new Failure("forbidden", "A review is a person's work. Sign in, then try again.");
  return actor.membershipId;
};

export const stillInForce = sql.raw<boolean>(inForce.text);

/** Answers how many roles there are to decide about. */
const takeSnapshot = async (ctx: Context, reviewId: string, scopeId: string): Promise<number> => {
  const { rows } = await sql<{
    assignment_id: string;
    membership_id: string;
    role_id: string;
    role_name: string;
    scope_id: string;
    scope_name: string;
    ends_on: string | null;
  }>`
    select mr.id as assignment_id, mr.membership_id, mr.role_id, r.name as role_name, mr.scope_id, s.name as scope_name, mr.ends_on
    from membership_role mr join membership m on m.org_id = mr.org_id and m.id = mr.membership_id and m.active
    join role r on r.org_id = mr.org_id and r.id = mr.role_id
    join scope s on s.org_id = mr.org_id and s.id = mr.scope_id
    where ${scopeId}::uuid = any(s.path) and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date)
    order by mr.id`.execute(ctx.db);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await ctx.db
      .insertInto("access_review_item")
      .values(
        rows.slice(from, from + ROWS_AT_ONCE).map((row) => ({
          org_id: ctx.organization.id,
          id: ctx.newId(),
          review_id: reviewId,
          ...row,
        })),
      )
      .execute();
  return rows.length;
};

const closed = () =>
  new Failure(
    "conflict",
    "This review is closed and stays as it is. Open a new one to decide about roles again.",
  );

const refused = (path: string, message: string) =>
  invalid("The review was not opened.", [{ path, message }]);
