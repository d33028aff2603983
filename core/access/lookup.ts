import type { Context } from "#core/operation";

/** Roles by key or name and scopes by name, for whoever sets an organisation up. */
export const rolesAndScopes = async (ctx: Context) => {
  const roles = await ctx.db.selectFrom("role").select(["id", "key", "name"]).execute();
  const scopes = await ctx.db.selectFrom("scope").select(["id", "name", "path"]).execute();
  return {
    roles: new Map(roles.map((role) => [role.key ?? role.name, { id: role.id }])),
    scopes: new Map(scopes.map(({ id, name, path }) => [name, { id, path }])),
  };
};
