import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";

export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
};

const folder = new URL("../../migrations/", import.meta.url);

export const readMigrations = async (from: URL = folder): Promise<readonly Migration[]> => {
  const files = (await readdir(from))
    .filter((file) => /^\d{4}_[a-z_]+\.sql$/.test(file))
    .toSorted();
  return Promise.all(
    files.map(async (name, index) => {
      const version = Number(name.slice(0, 4));
      if (version !== index + 1)
        throw new Error(`Migration ${name} breaks the order: the next number is ${index + 1}.`);
      const sql = await readFile(new URL(name, from), "utf8");
      return { version, name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
};

/**
 * Brings the database up to the newest migration; answers the names it applied. One transaction each; a session lock
 * keeps a second starter waiting, and the version row comes first, so that not even a lost lock runs one twice.
 */
export const migrate = async (
  url: string,
  options: { simulated?: boolean; migrations?: readonly Migration[] } = {},
): Promise<readonly string[]> => {
  const migrations = options.migrations ?? (await readMigrations());
  const client = new pg.Client({ connectionString: url, application_name: "plumbline-migrator" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7212021)");
    await client.query("set role plumbline_owner");
    await client.query(`create table if not exists migration (version integer primary key, name text not null,
      checksum text not null, applied_at timestamptz not null default clock_timestamp())`);
    await client.query("comment on table migration is 'technical'");
    const applied = await client.query<{ version: number; name: string; checksum: string }>(
      "select version, name, checksum from migration order by version",
    );
    refuseEdited(applied.rows, migrations);
    const pending = migrations.slice(applied.rows.length);
    for (const migration of pending) await apply(client, migration);
    await client.query(
      "insert into installation (id, simulated) values ($1, $2) on conflict do nothing",
      [randomUUID(), options.simulated ?? false],
    );
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
};

const refuseEdited = (
  applied: readonly { version: number; name: string; checksum: string }[],
  known: readonly Migration[],
): void => {
  for (const row of applied) {
    const migration = known[row.version - 1];
    if (!migration) {
      throw new Error(
        `The database has migration ${row.name}, which this version of Plumbline does not know. Start the newer version that applied it.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new Error(
        `Migration ${migration.name} was edited after it was applied. Restore the file and write the change as a new migration.`,
      );
    }
  }
};

const apply = async (client: pg.Client, migration: Migration): Promise<void> => {
  await client.query("begin");
  try {
    await client.query("set local role plumbline_owner");
    await client.query("insert into migration (version, name, checksum) values ($1, $2, $3)", [
      migration.version,
      migration.name,
      migration.checksum,
    ]);
    await client.query(migration.sql);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new Error(
      `Migration ${migration.name} failed and changed nothing: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
};
