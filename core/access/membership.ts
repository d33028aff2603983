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

/** For rules about several people at once: whoever changes what such a rule looks at waits here for the other. */
export const oneAtATime = async (ctx: Context): Promise<void> => {
  await ctx.db
    .selectFrom("scope")
    .select("id")
    .where("id", "=", ctx.organization.id)
    .forNoKeyUpdate()
    .execute();
};
