import { sql } from "kysely";
import { mailLetter } from "#core/identity";
import type { Job } from "#core/jobs";
import type { Context } from "#core/operation";
import { todayIn } from "./today.ts";

type End = {
  readonly assignment: string;
  readonly stage: "two weeks" | "one day" | "over";
  readonly membership: string;
  readonly active: boolean;
  readonly name: string | null;
  readonly email: string | null;
  readonly role: string;
  readonly scopeId: string;
  readonly scope: string;
  readonly endsOn: string;
};

/** Two weeks and one day before a role ends, its holder and the administrators get a letter; the day after, the log says that it ended. */
export const announceRoleEnds: Job = {
  kind: "access.announceRoleEnds",
  run: async (ctx) => {
    const ends = await takeUntold(ctx, todayIn(ctx));
    for (const { membership, scopeId, assignment, role, scope, endsOn } of ends.filter(isOver))
      await ctx.log({
        type: "access.roleEnded",
        recordId: membership,
        scopeId,
        details: { assignment, role, scope, endsOn },
      });
    const coming = ends.filter((end) => !isOver(end) && end.active);
    if (coming.length > 0) await tell(ctx, coming);
  },
};

const isOver = ({ stage }: End): boolean => stage === "over";

/**
 * What nobody was told of yet, marked as told in the same statement: a second run finds nothing. Whoever was down on the
 * very day still tells it within a week; later than that, the letter of the last day is soon enough.
 */
const takeUntold = async (ctx: Context, today: string): Promise<readonly End[]> => {
  const { rows } = await sql<End>`
    with due as (
      select mr.org_id, mr.id as assignment, mr.ends_on, mr.membership_id, mr.role_id, mr.scope_id,
        case when mr.ends_on < ${today}::date then 'over' when mr.ends_on <= ${today}::date + 1 then 'one day' else 'two weeks' end as stage
      from membership_role mr
      where mr.ends_on <= ${today}::date + 14 and mr.ends_on not between ${today}::date + 2 and ${today}::date + 7),
    told as (
      insert into role_end_notice (org_id, assignment_id, ends_on, stage) select org_id, assignment, ends_on, stage from due
      on conflict do nothing returning assignment_id)
    select d.assignment, d.stage, m.id as membership, m.active, m.printed_name as name, c.email, r.name as role,
      s.id as "scopeId", s.name as scope, d.ends_on as "endsOn"
    from due d join told t on t.assignment_id = d.assignment
    join membership m on m.org_id = d.org_id and m.id = d.membership_id
    join role r on r.org_id = d.org_id and r.id = d.role_id
    join scope s on s.org_id = d.org_id and s.id = d.scope_id
    cross join lateral person_in_organization(m.person_id) c
    order by d.ends_on, m.printed_name, r.name, d.assignment`.execute(ctx.db);
  return rows;
};

const tell = async (ctx: Context, ends: readonly End[]): Promise<void> => {
  const { rows } = await sql<{ name: string }>`
    select name from organization_by_id(${ctx.organization.id})`.execute(ctx.db);
  const organization = rows[0]?.name ?? "";
  const subject = `Roles that end soon in ${organization}`;
  for (const to of await administrators(ctx))
    await mailLetter(ctx, {
      to,
      subject,
      body: `These roles end soon in ${organization}. Where one is still needed, give it a later last day:\n\n${ends
        .map((end) => `- ${end.name ?? "Somebody"}: ${inWords(end)}`)
        .join("\n")}\n\n${ctx.settings.publicUrl}/people?status=ending\n`,
    });
  for (const [to, own] of Map.groupBy(ends, ({ email }) => email))
    if (to !== null)
      await mailLetter(ctx, {
        to,
        subject,
        body: `What you may do in ${organization} changes soon:\n\n${own
          .map((end) => `- ${inWords(end)}`)
          .join(
            "\n",
          )}\n\nIf you still need it after that day, ask an administrator of ${organization} for a later one.\n`,
      });
};

const inWords = ({ role, scope, endsOn }: End): string => `${role} in ${scope}, last day ${endsOn}`;

const administrators = async (ctx: Context): Promise<readonly string[]> => {
  const { rows } = await sql<{ email: string }>`
    select distinct c.email from membership_role mr
    join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id
    join membership m on m.org_id = mr.org_id and m.id = mr.membership_id
    cross join lateral person_in_organization(m.person_id) c
    where rp.permission = 'access.person.write' and mr.scope_id = mr.org_id and m.active and not c.invited and c.email is not null
      and (mr.ends_on is null or mr.ends_on >= ${todayIn(ctx)}::date) order by c.email`.execute(
    ctx.db,
  );
  return rows.map(({ email }) => email);
};
