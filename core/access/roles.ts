import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { nothing, uuid } from "#core/identity";
import { command, type Context, Failure, invalid, notFound, query } from "#core/operation";
import { changesOf, staleOrMissing, versionShape } from "#core/records/server";
import { keepAnAdministrator } from "./assignments.ts";

const name = z.string().trim().min(1, "Enter a name.").max(80, "Use at most 80 characters.");
const description = z.string().trim().max(400, "Use at most 400 characters.");
const permissions = z.array(z.string().max(120)).min(1, "Choose at least one permission.").max(500);

export const roleShape = z.strictObject({
  id: uuid,
  key: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  permissions: z.array(z.string()),
  people: z.int(),
  secondFactor: z.boolean().describe("Whoever holds the role signs in with a second factor."),
  version: z.int(),
});
export const roleExample = {
  id: "0198f1a0-0000-7000-8000-0000000000c1",
  key: null,
  name: "Notice editor",
  description: "Posts notices",
  builtIn: false,
  permissions: ["home.notice.read", "home.notice.write"],
  people: 2,
  secondFactor: false,
  version: 1,
};

const roleJson = statement`json_build_object('id', r.id, 'key', r.key, 'name', r.name, 'description', r.description, 'builtIn', r.key is not null,
  'permissions', (select coalesce(json_agg(rp.permission order by rp.permission), '[]') from role_permission rp where rp.org_id = r.org_id and rp.role_id = r.id),
  'people', (select count(distinct mr.membership_id) from membership_role mr where mr.org_id = r.org_id and mr.role_id = r.id
    and mr.scope_id = any(current_setting('plumb.scopes')::uuid[])), 'secondFactor', r.second_factor, 'version', r.version)`;

export const roleById = (id: string): Statement =>
  statement`select ${roleJson}::text as json from role r where r.id = ${id}`;

export const listRoles = query({
  id: "access.listRoles",
  unscoped: true,
  summary: "The organisation's roles and what they allow",
  permission: "access.role.read",
  http: { method: "GET", path: "/roles" },
  input: z.strictObject({}),
  output: z.strictObject({ items: z.array(roleShape) }),
  example: { input: {}, output: { items: [roleExample] } },
  read: () =>
    statement`select json_build_object('items', coalesce(json_agg(${roleJson} order by r.key is null, r.name), '[]'))::text as json from role r`,
});

export const listPermissions = query({
  id: "access.listPermissions",
  unscoped: true,
  summary: "Every permission that a role can carry, in words",
  permission: "access.role.read",
  http: { method: "GET", path: "/permissions" },
  input: z.strictObject({}),
  output: z.strictObject({
    items: z.array(z.strictObject({ key: z.string(), summary: z.string() })),
  }),
  example: { input: {}, output: { items: [{ key: "home.notice.read", summary: "Read notices" }] } },
  read: (_, viewer) =>
    statement`select ${JSON.stringify({ items: [...viewer.settings.permissions].map(([key, summary]) => ({ key, summary })) })}::text as json`,
});

export const addRole = command({
  id: "access.addRole",
  summary: "Make a role of your own from permissions",
  permission: "access.role.write",
  http: { method: "POST", path: "/roles", status: 201 },
  input: z.strictObject({ name, description: description.default(""), permissions }),
  output: roleShape,
  example: {
    input: {
      name: "Notice editor",
      description: "Posts notices",
      permissions: ["home.notice.read", "home.notice.write"],
    },
    output: roleExample,
  },
  run: async (ctx, input) => {
    const id = ctx.newId();
    await ctx.db
      .insertInto("role")
      .values({
        org_id: ctx.organization.id,
        id,
        key: null,
        name: input.name,
        description: input.description,
      })
      .execute();
    await grant(ctx, id, known(ctx, input.permissions));
    return roleById(id);
  },
});

export const editRole = command({
  id: "access.editRole",
  summary: "Change a role of your own; built-in roles stay as they are",
  permission: "access.role.write",
  http: { method: "PATCH", path: "/roles/{id}" },
  input: z.strictObject({
    id: uuid,
    version: z.int(),
    name: name.optional(),
    description: description.optional(),
    permissions: permissions.optional(),
  }),
  output: roleShape,
  example: {
    input: { id: roleExample.id, version: 1, name: "Notice editor" },
    output: roleExample,
  },
  run: async (ctx, input) => {
    const role = await lockOwnRole(ctx, input.id, input.version);
    const held = await permissionsHeld(ctx, input.id);
    const wanted = input.permissions === undefined ? held : known(ctx, input.permissions);
    const added = wanted.filter((one) => !held.includes(one));
    const removed = held.filter((one) => !wanted.includes(one));
    const changes = changesOf(
      { name: role.name, description: role.description },
      { name: input.name, description: input.description },
    );
    if (Object.keys(changes).length + added.length + removed.length > 0) {
      await ctx.db
        .updateTable("role")
        .set({ ...changes, version: role.version + 1 })
        .where("id", "=", input.id)
        .execute();
    }
    if (removed.length > 0)
      await ctx.db
        .deleteFrom("role_permission")
        .where("role_id", "=", input.id)
        .where("permission", "in", removed)
        .execute();
    await grant(ctx, input.id, added);
    if (removed.length > 0) await keepAnAdministrator(ctx);
    return roleById(input.id);
  },
});

export const removeRole = command({
  id: "access.removeRole",
  summary: "Remove a role of your own that nobody holds",
  permission: "access.role.write",
  http: { method: "DELETE", path: "/roles/{id}", status: 204 },
  input: z.strictObject({ id: uuid, version: versionShape }),
  output: nothing,
  example: { input: { id: roleExample.id, version: 1 }, output: null },
  run: async (ctx, input) => {
    await lockOwnRole(ctx, input.id, input.version);
    const holder = await ctx.db
      .selectFrom("membership_role")
      .select("id")
      .where("role_id", "=", input.id)
      .limit(1)
      .executeTakeFirst();
    if (holder)
      throw new Failure(
        "conflict",
        "Somebody still holds this role. Take it from them first, then remove it.",
      );
    await ctx.db.deleteFrom("role_permission").where("role_id", "=", input.id).execute();
    await ctx.db.deleteFrom("role").where("id", "=", input.id).execute();
    return null;
  },
});

const lockOwnRole = async (ctx: Context, id: string, version: number) => {
  const role = await ctx.db
    .selectFrom("role")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!role) throw notFound("role");
  if (role.key !== null)
    throw new Failure(
      "conflict",
      "Built-in roles cannot be changed. Make a role of your own with the permissions you need.",
    );
  if (role.version !== version) throw staleOrMissing("role", role);
  return role;
};

const known = (ctx: Context, wanted: readonly string[]): readonly string[] => {
  const unknown = wanted.find((one) => !ctx.settings.permissions.has(one));
  if (unknown !== undefined)
    throw invalid("The role was not saved.", [
      {
        path: "permissions",
        message: `There is no permission “${unknown}”. Choose from the list of permissions.`,
      },
    ]);
  return [...new Set(wanted)];
};

const permissionsHeld = async (ctx: Context, roleId: string): Promise<readonly string[]> =>
  (
    await ctx.db
      .selectFrom("role_permission")
      .select("permission")
      .where("role_id", "=", roleId)
      .execute()
  ).map(({ permission }) => permission);

const grant = async (ctx: Context, roleId: string, added: readonly string[]): Promise<void> => {
  if (added.length === 0) return;
  const rows = added.map((permission) => ({
    org_id: ctx.organization.id,
    id: ctx.newId(),
    role_id: roleId,
    permission,
  }));
  await ctx.db.insertInto("role_permission").values(rows).execute();
};
