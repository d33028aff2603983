import { migrate, readMigrations, schemaRules } from "#core/database";
import { type Connection, migrationLock } from "./connection.ts";
import type { Opening } from "./format.ts";
import { listTables, type Table } from "./tables.ts";

/** Rows that a migration leaves in an empty database. */
const seeds = new Set(["installation", "log_sequencer", "migration"]);

/** Brings an empty database to the migration that the backup was made at; later ones run at the next start. */
export const migrateLike = async (url: string, { migrations }: Opening): Promise<void> => {
  const known = await readMigrations();
  for (const { version, name, checksum } of migrations) {
    const own = known[version - 1];
    if (!own)
      throw new Error(
        `The backup was made by a newer Plumbline: it has the migration ${name}. Restore it with that version.`,
      );
    if (own.name !== name || own.checksum !== checksum)
      throw new Error(
        `The backup was made with another migration ${version} (${name}) than this Plumbline has. Restore it with the version that made it.`,
      );
  }
  await migrate(url, { migrations: known.slice(0, migrations.length) });
};

/** Before anything is migrated. Policies may hide rows of tenant tables here, but no such row is without a log entry. */
export const refuseRows = async (
  connection: Connection,
  { migrations }: Opening,
): Promise<void> => {
  const open = `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and not (c.relrowsecurity and c.relforcerowsecurity)`;
  const { rows } = await connection.query<{ name: string }>(open);
  if (rows.some(({ name }) => name === "migration")) {
    const { rows: applied } = await connection.query<{ count: number }>(
      "select count(*)::integer as count from migration",
    );
    if ((applied[0]?.count ?? 0) > migrations.length)
      throw new Error(
        "The database has migrations that the backup does not know. Restore into an empty database.",
      );
  }
  await refuseFilled(
    connection,
    rows.map(({ name }) => ({ name, quoted: connection.escapeIdentifier(name) })),
  );
};

/** Begins the transaction of the restore: the owner sees and writes all rows, and no trigger or key looks at single ones. */
export const beginLoad = async (
  connection: Connection,
): Promise<{ tables: ReadonlyMap<string, Table>; finish: () => Promise<void> }> => {
  await connection.query("select pg_advisory_lock($1)", [migrationLock]);
  await connection.query("begin");
  await connection.query("set local role plumbline_owner");
  const { rows: walled } = await connection.query<{ quoted: string }>(
    "select oid::regclass::text as quoted from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity",
  );
  const { rows: keys } = await connection.query<ForeignKey>(
    `select conrelid::regclass::text as quoted, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conrelid::regclass::text, conname`,
  );
  const tables = await listTables(connection);
  for (const { quoted } of walled)
    await connection.query(`alter table ${quoted} no force row level security`);
  for (const { quoted, name } of keys)
    await connection.query(`alter table ${quoted} drop constraint ${name}`);
  for (const { quoted } of tables)
    await connection.query(`alter table ${quoted} disable trigger user`);
  await refuseFilled(connection, tables);
  for (const { quoted } of tables) await connection.query(`delete from ${quoted}`);
  return {
    tables: new Map(tables.map((table) => [table.name, table])),
    finish: async () => {
      for (const { quoted, name, definition } of keys)
        await connection.query(`alter table ${quoted} add constraint ${name} ${definition}`);
      for (const { quoted } of tables)
        await connection.query(`alter table ${quoted} enable trigger user`);
      for (const { quoted } of walled)
        await connection.query(`alter table ${quoted} force row level security`);
      await refuseBrokenRules(connection);
    },
  };
};

export const insertRows = async (
  connection: Connection,
  { quoted, columns }: Table,
  rows: readonly string[],
): Promise<void> => {
  await connection.query(
    `insert into ${quoted} (${columns}) overriding system value select ${columns} from unnest($1::${quoted}[])`,
    [rows],
  );
};

type ForeignKey = { readonly quoted: string; readonly name: string; readonly definition: string };

const refuseFilled = async (
  connection: Connection,
  tables: readonly { readonly name: string; readonly quoted: string }[],
): Promise<void> => {
  for (const { name, quoted } of tables.filter((table) => !seeds.has(table.name))) {
    const { rows } = await connection.query<{ any: boolean }>(
      `select exists (select from ${quoted}) as any`,
    );
    if (rows[0]?.any)
      throw new Error(
        `The database is not empty: the table ${name} has rows. Restore into an empty folder or database; nothing was changed.`,
      );
  }
};

/** The walls stand again, by the same rules that every start holds them to. */
const refuseBrokenRules = async (connection: Connection): Promise<void> => {
  for (const { name, sql, values } of schemaRules) {
    const { rows } = await connection.query<{ fault: string }>(sql, values ? [...values] : []);
    if (rows[0])
      throw new Error(
        `After loading, the schema breaks the rule “${name}”: ${rows[0].fault}. Nothing was kept.`,
      );
  }
};
