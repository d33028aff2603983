import { type Context, notFound } from "#core/operation";
import { staleOrMissing } from "#core/records/server";

export const lockMembership = async (ctx: Context, id: string, version?: number) => {
  const person = await ctx.db
    .selectFrom("membership")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!person) throw notFound("person");
  if (version !== undefined && person.version !== version) throw staleOrMissing("person", person);
  return person;
};

export type Membership = Awaited<ReturnType<typeof lockMembership>>;
