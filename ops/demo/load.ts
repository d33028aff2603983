import { sql } from "kysely";
import { assign, provisionOrganization, rolesAndScopes } from "#core/access";
import { hashPassword } from "#core/identity";
import { actFor } from "#core/operation";
import type { Context, Operation } from "#core/operation";
import { apps } from "../house/apps.ts";
import type { House } from "../house/house.ts";
import { demoOrganizations, demoPassword } from "./organizations.ts";
import { loadRecords } from "./records.ts";
import { makeSigners } from "./signers.ts";
import type { DemoNotice, DemoOrganization, DemoPerson } from "./organizations.ts";

/** Loads what is missing: an organisation whose notices stand was loaded whole. */
export const loadDemo = async (house: House): Promise<number> => {
  let loaded = 0;
  for (const organization of demoOrganizations) {
    if (await isLoaded(house, organization)) continue;
    await load(house, organization);
    loaded += 1;
  }
  return loaded;
};

const isLoaded = async ({ parts }: House, { id }: DemoOrganization): Promise<boolean> => {
  const { rowCount } = await parts.pool.query("select from organization_by_id($1)", [id]);
  if (rowCount === 0) return false;
  return act(
    { parts },
    id,
    async (ctx) => (await ctx.db.selectFrom("notice").select("id").limit(1).execute()).length > 0,
  );
};

const load = async (house: House, organization: DemoOrganization): Promise<void> => {
  const { rowCount } = await house.parts.pool.query("select from organization_by_id($1)", [
    organization.id,
  ]);
  if (rowCount === 0) await provisionOrganization(house.parts, apps, organization);
  await act(house, organization.id, (ctx) => addScopesAndRoles(ctx, organization));
  const hashes = await Promise.all(organization.people.map(() => hashPassword(demoPassword)));
  await act(house, organization.id, async (ctx) => {
    for (const [index, person] of organization.people.entries())
      await addPerson(ctx, person, hashes[index] ?? "");
  });
  await setUp(house, organization);
  await loadRecords(house, organization);
  await postNotices(house, organization);
};

const addScopesAndRoles = async (
  ctx: Context,
  { scopes, ownRoles }: DemoOrganization,
): Promise<void> => {
  const known = await rolesAndScopes(ctx);
  for (const { kind, name, below } of scopes) {
    if (known.scopes.has(name)) continue;
    const parent = below === undefined ? undefined : known.scopes.get(below);
    const id = ctx.newId();
    const path = [...(parent?.path ?? [ctx.organization.id]), id];
    await ctx.db
      .insertInto("scope")
      .values({ org_id: ctx.organization.id, id, parent_id: path.at(-2) ?? null, kind, name, path })
      .execute();
    known.scopes.set(name, { id, path });
  }
  for (const { name, description, permissions } of ownRoles) {
    if (known.roles.has(name)) continue;
    const id = ctx.newId();
    await ctx.db
      .insertInto("role")
      .values({ org_id: ctx.organization.id, id, name, description })
      .execute();
    await ctx.db
      .insertInto("role_permission")
      .values(
        permissions.map((permission) => ({
          org_id: ctx.organization.id,
          id: ctx.newId(),
          role_id: id,
          permission,
        })),
      )
      .execute();
  }
};

const addPerson = async (ctx: Context, person: DemoPerson, hash: string): Promise<void> => {
  const { roles, scopes } = await rolesAndScopes(ctx);
  const created = await sql<{
    id: string | null;
  }>`select person_create(${ctx.newId()}, ${person.username}, ${`${person.username}@example.org`}) as id`.execute(
    ctx.db,
  );
  const personId =
    created.rows[0]?.id ??
    (
      await sql<{ id: string }>`select id from person_by_username(${person.username})`.execute(
        ctx.db,
      )
    ).rows[0]?.id ??
    "";
  const known = await ctx.db
    .selectFrom("membership")
    .select("id")
    .where("person_id", "=", personId)
    .executeTakeFirst();
  if (known) return;
  if (created.rows[0]?.id && person.waiting !== true)
    await sql`select person_set_password(${personId}, ${hash})`.execute(ctx.db);
  const id = ctx.newId();
  const { printedName: printed_name, title, department } = person;
  await ctx.db
    .insertInto("membership")
    .values({
      org_id: ctx.organization.id,
      id,
      person_id: personId,
      printed_name,
      title,
      department,
    })
    .execute();
  await sql`select person_join(${ctx.newId()}, ${personId}, ${ctx.organization.id})`.execute(
    ctx.db,
  );
  for (const { role, scope, endsInDays } of person.roles) {
    await assign(ctx, id, {
      roleId: roles.get(role)?.id ?? "",
      scopeId: scope === undefined ? ctx.organization.id : (scopes.get(scope)?.id ?? ""),
      endsOn: endsInDays === undefined ? null : day(ctx.now(), endsInDays),
    });
  }
};

/** Its administrator has gone through the first set-up, to its end. */
const setUp = async (house: House, organization: DemoOrganization): Promise<void> => {
  const { id, people, language, zone, currency, logo } = organization;
  const administrator = people.find(({ roles }) =>
    roles.some(({ role }) => role === "administrator"),
  );
  const token = await logIn(house, administrator?.username ?? "", id);
  const steps = [
    ["access.setLogo", { version: 0, pieces: [logo] }],
    ["access.skipSetupStep", { step: "banner" }],
    ["access.editOrganization", { version: 1, language, zone, currency }],
  ] as const;
  for (const [name, input] of steps)
    await house.invoke(operation(house, name), input, { ...entry, token });
  await makeSigners(house, organization, token);
};

/** Notices are posted by their authors, through the door that everybody uses. */
const postNotices = async (house: House, { id, notices }: DemoOrganization): Promise<void> => {
  const scopes = (await act(house, id, rolesAndScopes)).scopes;
  const tokens = new Map<string, string>();
  for (const notice of notices.toSorted((one, other) => other.daysAgo - one.daysAgo)) {
    const token = tokens.get(notice.by) ?? (await logIn(house, notice.by, id));
    tokens.set(notice.by, token);
    await house.invoke(
      operation(house, "home.postNotice"),
      noticeInput(house, notice, scopes.get(notice.scope ?? "")?.id ?? id),
      { ...entry, token },
    );
  }
};

const entry = { requestId: "demo", address: "127.0.0.1", device: "Plumbline demo", token: null };

const logIn = async (house: House, username: string, organization: string): Promise<string> => {
  const { json } = await house.invoke(
    operation(house, "identity.logIn"),
    { username, password: demoPassword, organization },
    entry,
  );
  return (JSON.parse(json ?? "{}") as { access_token: string }).access_token;
};

const noticeInput = (
  house: House,
  { title, text, daysAgo, lasts, pinned = false }: DemoNotice,
  scopeId: string,
) => {
  const fromOn = day(house.parts.clock(), -daysAgo);
  return {
    title,
    text,
    pinned,
    scopeId,
    fromOn,
    untilOn: lasts === undefined ? null : day(house.parts.clock(), lasts - daysAgo),
  };
};

const operation = ({ operations }: House, id: string): Operation => {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found;
};

const act = <T>(
  { parts }: Pick<House, "parts">,
  organizationId: string,
  run: (ctx: Context) => Promise<T>,
): Promise<T> => actFor(parts, { organizationId, kind: "service", operation: "demo.load" }, run);

const day = (now: Date, shift: number): string =>
  new Date(now.getTime() + shift * 86_400_000).toISOString().slice(0, 10);
