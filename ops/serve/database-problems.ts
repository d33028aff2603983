import pg from "pg";
import { checkSchema, createPool, refuseStrongRole } from "#core/database";
import { demoOrganizations } from "../demo/organizations.ts";
import type { DatabaseUrls } from "../house/urls.ts";
import { readMigrationState } from "../migrate/state.ts";
import { said } from "./host-problems.ts";
import type { Problems } from "./host-problems.ts";

export type DatabaseReport = {
  readonly roles: readonly string[];
  readonly migrations: readonly string[];
  /** Null where there is nothing yet to look at. */
  readonly schema: readonly string[] | null;
  readonly installation: readonly string[] | null;
  /** The log has entries that were signed: from then on its key may not be missing. */
  readonly isSigned: boolean;
};

/** Looks as each of the three roles; what cannot be seen because something else is wrong counts once, not twice. */
export const reportDatabase = async (urls: DatabaseUrls): Promise<DatabaseReport> => {
  const roles = (
    await Promise.all([
      weakRole("DATABASE_URL", urls.app, "plumbline_app"),
      weakRole("SYSTEM_DATABASE_URL", urls.system, "plumbline_system"),
      migratingRole(urls.migration),
    ])
  ).flat();
  const unseen = { roles, migrations: [], schema: null, installation: null, isSigned: false };
  if (roles.some((problem) => problem.startsWith("MIGRATION_DATABASE_URL"))) return unseen;
  const { applied, pending, faults } = await readMigrationState(urls.migration);
  const migrations = [...faults];
  if (pending.length > 0)
    migrations.push(
      `${pending.length} migrations are pending (${pending.map(({ name }) => name).join(", ")}). Make a backup, then run plumb migrate.`,
    );
  if (applied === 0) return { ...unseen, migrations };
  const schema = (await checkSchema(urls.migration)).map(
    (fault) =>
      `The schema breaks a rule that keeps organisations apart: ${fault}. Mend it with a migration.`,
  );
  return { roles, migrations, schema, ...(await installationIn(urls.migration)) };
};

const weakRole = async (setting: string, url: string, expected: string): Problems => {
  const pool = createPool(url, { max: 1, name: "plumbline-look", onError: () => {} });
  try {
    return await reached(setting, () => refuseStrongRole(pool, expected));
  } finally {
    await pool.end();
  }
};

/** The migrator is the owner's member and no more: neither a superuser nor past the walls. */
const migratingRole = async (url: string): Problems =>
  reached("MIGRATION_DATABASE_URL", () =>
    withClient(url, async (client) => {
      const { rows } = await client.query<{ name: string; strong: boolean; member: boolean }>(
        `select rolname as name, rolsuper or rolbypassrls or rolcreaterole as strong,
           coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = 'plumbline_owner'), false) as member
         from pg_roles where rolname = current_user`,
      );
      const role = rows[0];
      if (role?.strong)
        throw new Error(
          `The database role ${role.name} is too strong for MIGRATION_DATABASE_URL. Connect as plumbline_migrator (see migrations/roles.sql).`,
        );
      if (!role?.member)
        throw new Error(
          `The database role ${role?.name} may not migrate: it is no member of plumbline_owner. Connect as plumbline_migrator (see migrations/roles.sql).`,
        );
    }),
  );

const installationIn = async (
  url: string,
): Promise<Pick<DatabaseReport, "installation" | "isSigned">> =>
  withClient(url, async (client) => {
    await client.query("begin read only; set local role plumbline_owner");
    const { rows } = await client.query<{ simulated: boolean; demo: boolean; signed: boolean }>(
      `select (select simulated from installation) as simulated, exists (select from log_checkpoint) as signed,
         exists (select from organization where id = any($1::uuid[])) as demo`,
      [demoOrganizations.map(({ id }) => id)],
    );
    await client.query("rollback");
    const [found] = rows;
    const installation = [
      found?.simulated &&
        "This installation was made as a simulation, whose time is not true. Start production on an empty database.",
      found?.demo &&
        "This database holds the demo, whose accounts all have a password that everybody knows. Start production on an empty database or DATA_DIR.",
    ].filter((one) => typeof one === "string");
    return { installation, isSigned: found?.signed ?? false };
  });

const withClient = async <T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: "plumbline-look",
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
};

/** Names the setting and the reason; the address itself may carry a password. */
const reached = async (setting: string, look: () => Promise<unknown>): Problems => {
  const problems = await said(async () => {
    try {
      await look();
    } catch (cause) {
      const { code } = cause as { code?: string };
      if (code === undefined && !/timeout/i.test((cause as Error).message)) throw cause;
      throw new Error(
        `${setting} leads to no database that lets us in (${reasons[code ?? ""] ?? code ?? "it did not answer"}). Start the server, or correct the address.`,
        { cause },
      );
    }
  });
  return problems.map((problem) =>
    problem.startsWith(setting) ? problem : `${setting}: ${problem}`,
  );
};

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "that host has no address",
  ENOENT: "there is no such socket",
  "28P01": "it refuses the password",
  "28000": "it refuses the role",
  "3D000": "it has no database of that name",
};
