import { sql } from "kysely";
import { parseArgs } from "node:util";
import { z } from "zod";
import { assign, completeOrganization, provisionOrganization, rolesAndScopes } from "#core/access";
import { email, language, mailLink, newUsername } from "#core/identity";
import { actFor, newId } from "#core/operation";
import type { Context, InvokerParts } from "#core/operation";
import { apps } from "../house/apps.ts";
import { readPublicUrl, withConsoleParts } from "../house/console-parts.ts";
import { readMigrationState } from "../migrate/state.ts";
import { reachDatabase } from "../serve/database.ts";
import type { Environment } from "../serve/settings-file.ts";

const usage =
  "Say which: plumb organization create --name NAME --zone Europe/Athens --username NAME --email ADDRESS [--printed-name NAME] [--language en] [--currency EUR]";

const shape = z.object({
  name: z.string().trim().min(1).max(120),
  zone: z.string().refine(isZone, "This is no time zone. Write one such as Europe/Athens or UTC."),
  username: newUsername,
  email,
  "printed-name": z.string().trim().min(1).max(120).optional(),
  language: language.default("en"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "Write three capital letters, such as EUR.")
    .default("EUR"),
});

type Wanted = z.output<typeof shape>;

/** `plumb organization create`: an organisation with its first administrator, whose link is printed once and never again. */
export const createCommand = async (args: readonly string[], env: Environment): Promise<number> => {
  const wanted = readWanted(args);
  const publicUrl = readPublicUrl(env);
  return reachDatabase(env, { make: false }, async (reached) => {
    const state = reached && (await readMigrationState(reached.urls.migration));
    if (!reached || !state || state.pending.length > 0)
      throw new Error("The database is not migrated. Run plumb migrate first.");
    console.log(await withConsoleParts(reached.urls, publicUrl, (parts) => create(parts, wanted)));
    return 0;
  });
};

const readWanted = (args: readonly string[]): Wanted => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      name: text,
      zone: text,
      username: text,
      email: text,
      "printed-name": text,
      language: text,
      currency: text,
    },
  });
  const { data, error } = shape.safeParse(values);
  if (data) return data;
  const faults = error.issues.map(({ path, message }) => `  --${path.join(".")}: ${message}`);
  throw new Error([usage, ...faults].join("\n"));
};

export const create = async (parts: InvokerParts, wanted: Wanted): Promise<string> => {
  const { rows } = await parts.pool.query<{ id: string | null; known: boolean }>(
    `select (select o.id from organization_ids() i cross join lateral organization_by_id(i) o where lower(o.name) = lower($1) limit 1) as id,
       exists (select from person_by_username($2)) as known`,
    [wanted.name, wanted.username],
  );
  if (rows[0]?.known)
    throw new Error(
      `The user name ${wanted.username} belongs to somebody, and names are never given out twice. Choose another; nothing was changed.`,
    );
  const { name, zone, language: speaks, currency } = wanted;
  const id = rows[0]?.id ?? newId();
  if (rows[0]?.id) await refuseInhabited(parts, id, name);
  else await provisionOrganization(parts, apps, { id, name, zone, language: speaks, currency });
  const act = {
    organizationId: id,
    kind: "console",
    operation: "access.createOrganization",
  } as const;
  const link = await actFor(parts, act, (ctx) => addAdministrator(ctx, wanted));
  return `${name} is made. ${wanted.username} is its administrator and chooses a password here, once, within seven days:\n\n  ${link}\n\nThe link is not shown again; it is also mailed when a mail server is set.`;
};

/** One that was cut short before its administrator is completed by the same command. */
const refuseInhabited = async (parts: InvokerParts, id: string, name: string): Promise<void> => {
  await completeOrganization(parts, apps, id);
  const people = await actFor(
    parts,
    { organizationId: id, kind: "console", operation: "access.createOrganization" },
    (ctx) => ctx.db.selectFrom("membership").select("id").limit(1).execute(),
  );
  if (people.length > 0)
    throw new Error(`There is an organisation called ${name} already. Nothing was changed.`);
};

const addAdministrator = async (ctx: Context, wanted: Wanted): Promise<string> => {
  const [personId, id] = [ctx.newId(), ctx.newId()];
  const { id: org_id } = ctx.organization;
  await sql`select person_create(${personId}, ${wanted.username}, ${wanted.email})`.execute(ctx.db);
  await ctx.db
    .insertInto("membership")
    .values({
      org_id,
      id,
      person_id: personId,
      printed_name: wanted["printed-name"] ?? wanted.username,
      language: wanted.language,
    })
    .execute();
  await sql`select person_join(${ctx.newId()}, ${personId}, ${org_id})`.execute(ctx.db);
  const roleId = (await rolesAndScopes(ctx)).roles.get("administrator")?.id ?? "";
  // Whoever gives out all rights proves who they are by two things; the organisation may decide otherwise later.
  await ctx.db.updateTable("role").set({ second_factor: true }).where("id", "=", roleId).execute();
  await assign(ctx, id, { roleId, scopeId: org_id, endsOn: null });
  await sql`select log_person_fact('identity.invited', ${personId}, '{}', ${org_id})`.execute(
    ctx.db,
  );
  return mailLink(ctx, {
    kind: "invitation",
    personId,
    username: wanted.username,
    email: wanted.email,
    organization: { id: org_id, name: wanted.name },
  });
};

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
