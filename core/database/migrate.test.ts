import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, readMigrations } from "#core/database";
import type { Migration } from "#core/database";
import { cloneDatabase } from "../../test/harness.ts";

const { urls, superuserUrl, drop } = await cloneDatabase();
const client = new pg.Client({ connectionString: superuserUrl });
beforeAll(() => client.connect());
afterAll(async () => {
  await client.end();
  await drop();
});

const known = await readMigrations();
const migrationOf = (version: number, sql: string): Migration => ({
  version,
  name: `${String(version).padStart(4, "0")}_planted.sql`,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
});
const next = known.length + 1;
const applied = async (): Promise<readonly string[]> =>
  (await client.query<{ name: string }>("select name from migration order by version")).rows.map(
    ({ name }) => name,
  );
const exists = async (table: string): Promise<boolean> =>
  (await client.query("select from pg_class where relname = $1", [table])).rowCount === 1;

describe("migrations", () => {
  it("are numbered without a gap and applied once", async () => {
    expect(known.map(({ version }) => version)).toEqual(known.map((_, index) => index + 1));
    expect(await migrate(urls.migration)).toEqual([]);
    expect(await applied()).toEqual(known.map(({ name }) => name));
  });

  it("refuse a gap in their numbers", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plumbline-migrations-"));
    try {
      for (const name of ["0001_first.sql", "0003_third.sql"])
        await writeFile(join(folder, name), "");
      await expect(readMigrations(pathToFileURL(`${folder}/`))).rejects.toThrow(
        "Migration 0003_third.sql breaks the order: the next number is 2.",
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("refuse a file that was edited after it was applied, and say what to do", async () => {
    const edited = known.map((one) =>
      one.version === 2 ? { ...one, checksum: "0".repeat(64) } : one,
    );
    await expect(migrate(urls.migration, { migrations: edited })).rejects.toThrow(
      /0002_people\.sql was edited after it was applied\. Restore the file and write the change as a new migration\./,
    );
  });

  it("refuse a database that a newer version has migrated", async () => {
    await expect(migrate(urls.migration, { migrations: known.slice(0, -1) })).rejects.toThrow(
      /does not know\. Start the newer version/,
    );
  });

  it("leave nothing behind when a file fails in the middle", async () => {
    const failing = migrationOf(next, "create table half_made (id int); select 1 / 0;");
    await expect(migrate(urls.migration, { migrations: [...known, failing] })).rejects.toThrow(
      /failed and changed nothing: division by zero/,
    );
    expect(await exists("half_made")).toBe(false);
    expect(await applied()).toHaveLength(known.length);
  });

  it("are applied once by two that start at the same moment", async () => {
    const slow = migrationOf(next, "select pg_sleep(0.3); create table made_once (id int);");
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => migrate(urls.migration, { migrations: [...known, slow] })),
    );
    expect(outcomes.toSorted((one, other) => one.length - other.length)).toEqual([
      [],
      [],
      [slow.name],
    ]);
    expect(await exists("made_once")).toBe(true);
  });

  it("belong to the owner, whoever runs them", async () => {
    const { rows } = await client.query<{ owner: string }>(
      "select distinct pg_get_userbyid(relowner) as owner from pg_class where relname in ('migration', 'made_once')",
    );
    expect(rows).toEqual([{ owner: "plumbline_owner" }]);
  });
});
