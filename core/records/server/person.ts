import { statement } from "#core/database";
import type { Context } from "#core/operation";
import { type Person, permissionOf, type RecordType } from "#core/records";

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
