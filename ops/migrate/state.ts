import pg from "pg";
import { readMigrations } from "#core/database";
import type { Migration } from "#core/database";

type Size = { readonly table: string; readonly rows: number; readonly bytes: number };

export type MigrationState = {
  readonly applied: number;
  readonly pending: readonly (Migration & { readonly touches: readonly Size[] })[];
  /** Why the database does not fit this version at all. */
  readonly faults: readonly string[];
};

/** Looks, and changes nothing. */
export const readMigrationState = async (url: string): Promise<MigrationState> => {
  const known = await readMigrations();
  const client = new pg.Client({
    connectionString: url,
    application_name: "plumbline-migrator",
    connectionTimeoutMillis: 5_000,
    options: "-c default_transaction_read_only=on",
  });
  await client.connect();
  try {
    const applied = await appliedIn(client);
    const pending = known.slice(applied.length);
    const sizes = await sizesIn(client);
    return {
      applied: applied.length,
      pending: pending.map((one) => ({ ...one, touches: touchedBy(one.sql, sizes) })),
      faults: misfits(applied, known),
    };
  } finally {
    await client.end();
  }
};

type Applied = { readonly version: number; readonly name: string; readonly checksum: string };

const appliedIn = async (client: pg.Client): Promise<readonly Applied[]> => {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('public.migration') is not null as there",
  );
  if (!rows[0]?.there) return [];
  return (
    await client.query<Applied>("select version, name, checksum from migration order by version")
  ).rows;
};

const sizesIn = async (client: pg.Client): Promise<readonly Size[]> => {
  const { rows } = await client.query<{ table: string; rows: string; bytes: string }>(
    `select relname as table, greatest(reltuples, 0)::bigint as rows, pg_total_relation_size(oid) as bytes
     from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  return rows.map(({ table, rows: count, bytes }) => ({
    table,
    rows: Number(count),
    bytes: Number(bytes),
  }));
};

/** Tables that the file changes and that are there already: those are what a migration can hold up. */
const touchedBy = (sql: string, sizes: readonly Size[]): readonly Size[] =>
  sizes.filter(({ table }) =>
    new RegExp(
      `\\b(?:table(?: if exists)?(?: only)?|index[^;]*? on(?: only)?|update(?: only)?|delete from|insert into|trigger[^;]*? on|policy[^;]*? on|protect_table\\()\\s*'?${table}\\b`,
      "i",
    ).test(sql.replace(/--.*$/gm, "")),
  );

const misfits = (applied: readonly Applied[], known: readonly Migration[]): readonly string[] =>
  applied.flatMap(({ version, name, checksum }) => {
    const migration = known[version - 1];
    if (!migration)
      return [
        `The database has migration ${name}, which this version of Plumbline does not know. Run the newer version that applied it.`,
      ];
    return migration.checksum === checksum
      ? []
      : [
          `Migration ${migration.name} was edited after it was applied. Restore the file of the release.`,
        ];
  });
