import type { Context } from "#core/operation";

export type RolePlace = { readonly roleId: string; readonly scopeId: string };

export type Places = {
  readonly root: string;
  /** By name, and a scope also by the names on the way down to it; several of one name are told apart by these. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly scopes: ReadonlyMap<string, readonly string[]>;
};

export const readPlaces = async (ctx: Context): Promise<Places> => {
  const roles = await ctx.db.selectFrom("role").select(["id", "name"]).execute();
  const scopes = await ctx.db.selectFrom("scope").select(["id", "name", "path"]).execute();
  const names = new Map(scopes.map(({ id, name }) => [id, name]));
  return {
    root: ctx.organization.id,
    roles: grouped(roles.map(({ id, name }) => [name, id])),
    scopes: grouped(
      scopes.flatMap(({ id, path }) => {
        const trail = path.map((step) => names.get(step) ?? "");
        return trail.map((_, from) => [trail.slice(from).join("/"), id] as const);
      }),
    ),
  };
};

/** "Role" in the whole organisation or "Role@Scope"; a sentence when there is no such thing, or more than one. */
export const roleOf = (text: string, { root, roles, scopes }: Places): RolePlace | string => {
  const at = roles.has(keyOf(text)) ? -1 : text.lastIndexOf("@");
  const [roleName, scopeName] =
    at < 0 ? [text, null] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const roleId = roles.get(keyOf(roleName))?.[0];
  if (roleId === undefined)
    return `There is no role “${roleName}”. Correct the name, or make the role first.`;
  if (scopeName === null) return { roleId, scopeId: root };
  const [scopeId, another] = scopes.get(keyOf(scopeName)) ?? [];
  if (scopeId === undefined)
    return `There is no scope “${scopeName}”. Correct the name, or add the scope first.`;
  if (another !== undefined)
    return `There are several scopes “${scopeName}”. Write the one above it too, such as Production/${scopeName}.`;
  return { roleId, scopeId };
};

const grouped = (
  pairs: readonly (readonly [string, string])[],
): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, readonly string[]>();
  for (const [name, id] of pairs) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), id]);
  return groups;
};

const keyOf = (name: string): string =>
  name
    .split("/")
    .map((part) => part.trim())
    .join("/")
    .normalize("NFKC")
    .toLowerCase();
