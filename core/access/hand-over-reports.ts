import { sql } from "kysely";
import { type Context, invalid, type OpenWork } from "#core/operation";
import type { Membership } from "./membership.ts";

/** People whose manager somebody is. A successor from among them takes the leaver's own place, or would manage themselves. */
export const directReports: OpenWork = {
  kind: "access.report",
  describe: "People who report to them",
  count: async (ctx, membershipId) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from membership where manager_id = ${membershipId} and active`.execute(
      ctx.db,
    );
    return rows[0]?.count ?? 0;
  },
  handOver: async (ctx, from, to) => {
    if ((await managersAbove(ctx, to)).includes(from))
      await sql`update membership set manager_id = (select manager_id from membership where id = ${from}), version = version + 1
        where id = ${to}`.execute(ctx.db);
    const { rows } = await sql<{ id: string }>`
      update membership set manager_id = ${to}, version = version + 1
      where manager_id = ${from} and active and id <> ${to} returning id`.execute(ctx.db);
    return rows.length;
  },
};

/** A manager is an active member, and nobody stands above themselves, however far up. */
export const checkManager = async (
  ctx: Context,
  person: Membership,
  managerId: string,
): Promise<void> => {
  const manager = await ctx.db
    .selectFrom("membership")
    .select("active")
    .where("id", "=", managerId)
    .executeTakeFirst();
  if (!manager?.active) throw refused("Choose an active person of this organisation.");
  if (managerId === person.id) throw refused("Nobody is their own manager. Choose somebody else.");
  if ((await managersAbove(ctx, managerId)).includes(person.id))
    throw refused(
      "This person reports to the one you are changing. Choose somebody who does not, or change their manager first.",
    );
};

const managersAbove = async (ctx: Context, membershipId: string): Promise<readonly string[]> => {
  const { rows } = await sql<{ id: string }>`
    with recursive above as (
      select manager_id as id from membership where id = ${membershipId} and manager_id is not null
      union select m.manager_id from membership m join above a on m.id = a.id where m.manager_id is not null)
    select id from above`.execute(ctx.db);
  return rows.map(({ id }) => id);
};

const refused = (message: string) =>
  invalid("The person was not changed.", [{ path: "managerId", message }]);
