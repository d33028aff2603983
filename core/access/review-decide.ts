import { sql } from "kysely";
import { z } from "zod";
import { uuid } from "#core/identity";
import { command, type Context, Failure, notFound } from "#core/operation";
import { staleOrMissing } from "#core/records/server";
import { withdraw } from "./assignments.ts";
import { lockMembership } from "./membership.ts";
import { holdOpen, reviewer, stillInForce } from "./review.ts";
import { reviewById, reviewExample, reviewShape } from "./review-read.ts";

export const keepReviewedRoles = command({
  id: "access.keepReviewedRoles",
  summary: "Decide that roles under review stay, one or up to 500 at once; all of them or none",
  permission: "access.review.write",
  http: { method: "POST", path: "/access-reviews/{id}/keep" },
  input: z.strictObject({
    id: uuid,
    items: z
      .array(z.strictObject({ id: uuid, version: z.int() }))
      .min(1, "Choose at least one role.")
      .max(500, "Decide about at most 500 roles at once."),
  }),
  output: reviewShape,
  example: {
    input: {
      id: reviewExample.id,
      items: [{ id: "0198f1a0-0000-7000-8000-0000000000f2", version: 1 }],
    },
    output: reviewExample,
  },
  run: async (ctx, { id, items }) => {
    await holdOpen(ctx, id);
    const found = await lockItems(ctx, id, items);
    const fresh = found.filter(({ decision }) => decision === null).map((item) => item.id);
    if (fresh.length > 0)
      await sql`update access_review_item set decision = 'keep', decided_by = ${reviewer(ctx)}, decided_at = ${ctx.now()}, version = version + 1
        where review_id = ${id} and id = any(${fresh}::uuid[])`.execute(ctx.db);
    return reviewById(id);
  },
});

export const removeReviewedRole = command({
  id: "access.removeReviewedRole",
  summary: "Decide that a role under review goes, and take it from the person at once",
  permission: "access.review.write",
  http: { method: "POST", path: "/access-reviews/{id}/items/{itemId}/remove" },
  input: z.strictObject({
    id: uuid,
    itemId: uuid,
    version: z.int(),
    reason: z
      .string()
      .trim()
      .min(3, "Say why, in a few words.")
      .max(400, "Use at most 400 characters."),
  }),
  output: reviewShape,
  example: {
    input: {
      id: reviewExample.id,
      itemId: "0198f1a0-0000-7000-8000-0000000000f2",
      version: 1,
      reason: "Works in another department now",
    },
    output: reviewExample,
  },
  run: async (ctx, { id, itemId, version, reason }) => {
    await holdOpen(ctx, id);
    for (const item of await lockItems(ctx, id, [{ id: itemId, version }])) {
      await lockMembership(ctx, item.membership_id);
      if (!(await withdraw(ctx, item.membership_id, item.assignment_id))) throw gone();
      await sql`update access_review_item set decision = 'remove', reason = ${reason}, decided_by = ${reviewer(ctx)},
          decided_at = ${ctx.now()}, version = version + 1
        where review_id = ${id} and id = ${itemId}`.execute(ctx.db);
    }
    return reviewById(id);
  },
});

type Wanted = readonly { readonly id: string; readonly version: number }[];
type Item = {
  readonly id: string;
  readonly membership_id: string;
  readonly assignment_id: string;
  readonly decision: string | null;
  readonly version: number;
  readonly there: boolean;
};

/** Two who decide about the same role at once: the second waits here, and then finds another version than they saw. */
const lockItems = async (
  ctx: Context,
  reviewId: string,
  wanted: Wanted,
): Promise<readonly Item[]> => {
  const versions = new Map(wanted.map(({ id, version }) => [id, version]));
  const { rows } = await sql<Item>`
    select i.id, i.membership_id, i.assignment_id, i.decision, i.version, ${stillInForce} as there from access_review_item i
    where i.review_id = ${reviewId} and i.id = any(${[...versions.keys()]}::uuid[]) order by i.id for no key update of i`.execute(
    ctx.db,
  );
  if (rows.length < versions.size) throw notFound("role under review");
  if (rows.some((item) => item.membership_id === reviewer(ctx)))
    throw new Failure(
      "forbidden",
      "Nobody reviews their own access. Leave your own roles out; another reviewer decides about them.",
    );
  const stale = rows.find((item) => item.version !== versions.get(item.id));
  if (stale) throw staleOrMissing("role under review", stale);
  if (rows.some(({ decision }) => decision === "remove"))
    throw new Failure(
      "conflict",
      "This role was taken away already. If it is needed after all, give it again on the person's page.",
    );
  if (rows.some(({ there }) => !there)) throw gone();
  return rows;
};

const gone = () =>
  new Failure(
    "conflict",
    "A role was withdrawn or has ended in the meantime. Reload the review; what is gone needs no decision.",
  );
