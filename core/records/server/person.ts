import { statement } from "#core/database";
import { type Context, Failure } from "#core/operation";
import { inEnglish, type Person, permissionOf, type RecordType, sentences } from "#core/records";

/** The acting person with every permission of the type that they hold where the record lies. */
export const personOf = async (
  ctx: Context,
  { scopeId }: { readonly scopeId: string },
  type: RecordType,
): Promise<Person> => {
  const names = Object.keys(type.permissions).map((verb) => permissionOf(type, verb));
  const rows = await ctx.sql<{ name: string }>(
    statement`select name from unnest(${names}::text[]) name where holds(name, ${scopeId})`,
  );
  const held = new Set(rows.map(({ name }) => name));
  return {
    membershipId: ctx.actor.membershipId,
    may: (permission) => held.has(permission),
  };
};

/** What lies in no scope asks for some right to the type beyond reading, wherever that is. */
export const requirePartAnywhere = async (ctx: Context, type: RecordType): Promise<void> => {
  const names = Object.keys(type.permissions)
    .filter((verb) => verb !== "read")
    .map((verb) => permissionOf(type, verb));
  const [row] = await ctx.sql<{ held: boolean }>(
    statement`select exists (select from unnest(${names}::text[]) name where (own_reach(name)).scopes is not null) as held`,
  );
  if (!row?.held) throw new Failure("forbidden", inEnglish({ says: sentences.noRight }));
};

/** Steps and fields have permissions of their own; for the rest it takes some right to the type beyond reading. */
export const requirePart = async (
  ctx: Context,
  record: { readonly scopeId: string },
  type: RecordType,
): Promise<Person> => {
  const person = await personOf(ctx, record, type);
  const verbs = Object.keys(type.permissions).filter((verb) => verb !== "read");
  if (!verbs.some((verb) => person.may(permissionOf(type, verb))))
    throw new Failure("forbidden", inEnglish({ says: sentences.noRight }));
  return person;
};
