import { sql } from "kysely";
import type { Context } from "#core/operation";

/** After somebody was given a role or lost one: whether their running sessions must set up a second factor first. */
export const demandOfPerson = async (ctx: Context, membershipId: string): Promise<void> => {
  await sql`select require_second_factor(m.person_id) from membership m where m.id = ${membershipId}`.execute(
    ctx.db,
  );
};

/** After a role began to ask for it, or ceased to. */
export const demandOfEverybody = async (ctx: Context): Promise<void> => {
  await sql`select require_second_factor()`.execute(ctx.db);
};
