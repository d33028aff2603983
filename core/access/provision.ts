import { prepared, statement } from "#core/database";
import { actFor, type Context, type InvokerParts } from "#core/operation";
import { type App, grantsOf, rolesOf, type RoleWords } from "./app.ts";

export type NewOrganization = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly language: string;
  readonly currency: string;
};

/** Creates the organisation, then its root scope and built-in roles; cut short in between, the next start completes it. */
export const provisionOrganization = async (
  parts: InvokerParts,
  apps: readonly App[],
  organization: NewOrganization,
): Promise<void> => {
  const { id, name, zone, language, currency } = organization;
  const client = await parts.pool.connect();
  try {
    await client.query("begin");
    await client.query(
      prepared(
        statement`select set_config('plumb.context', '{"kind":"console","operation":"access.createOrganization"}', true)`,
      ),
    );
    await client.query(
      prepared(
        statement`select organization_create(${id}, ${name}, ${zone}, ${language}, ${currency})`,
      ),
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(parts.onBackgroundError);
    throw error;
  } finally {
    client.release();
  }
  await completeOrganization(parts, apps, id);
};

/** Brings root scope and built-in roles to what this version of the apps declares; changes nothing when they are. */
export const completeOrganization = async (
  parts: InvokerParts,
  apps: readonly App[],
  organizationId: string,
): Promise<void> =>
  actFor(
    parts,
    { organizationId, kind: "service", operation: "access.completeOrganization" },
    async (ctx) => {
      const root = await ctx.db
        .selectFrom("scope")
        .select("id")
        .where("id", "=", organizationId)
        .executeTakeFirst();
      if (!root) await addRoot(ctx);
      const grants = grantsOf(apps);
      for (const [key, words] of Object.entries(rolesOf(apps)))
        await completeRole(ctx, key, words, grants[key] ?? []);
    },
  );

const addRoot = async (ctx: Context): Promise<void> => {
  const { id } = ctx.organization;
  await ctx.db
    .insertInto("scope")
    .values({
      org_id: id,
      id,
      parent_id: null,
      kind: "organisation",
      name: "Whole organisation",
      path: [id],
    })
    .execute();
};

const completeRole = async (
  ctx: Context,
  key: string,
  words: RoleWords,
  permissions: readonly string[],
): Promise<void> => {
  const { id: org_id } = ctx.organization;
  const known = await ctx.db
    .selectFrom("role")
    .select("id")
    .where("key", "=", key)
    .executeTakeFirst();
  const roleId = known?.id ?? ctx.newId();
  if (!known)
    await ctx.db
      .insertInto("role")
      .values({ org_id, id: roleId, key, ...words })
      .execute();
  const held = (
    await ctx.db
      .selectFrom("role_permission")
      .select("permission")
      .where("role_id", "=", roleId)
      .execute()
  ).map((row) => row.permission);
  const added = permissions.filter((one) => !held.includes(one));
  const removed = held.filter((one) => !permissions.includes(one));
  if (added.length > 0) {
    await ctx.db
      .insertInto("role_permission")
      .values(added.map((permission) => ({ org_id, id: ctx.newId(), role_id: roleId, permission })))
      .execute();
  }
  if (removed.length > 0)
    await ctx.db
      .deleteFrom("role_permission")
      .where("role_id", "=", roleId)
      .where("permission", "in", removed)
      .execute();
};
