import { statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkSchema, migrate, readMigrations } from "#core/database";
import { backUp } from "./backup.ts";
import {
  ask,
  author,
  demoHouse,
  gather,
  emptyDatabase,
  houseOn,
  lock,
  readBackup,
  scratchFolder,
  waiting,
} from "./backup-rig.ts";
import { withConnection } from "./connection.ts";
import { restoreInto } from "./restore.ts";
import { beginSnapshot } from "./snapshot.ts";
import { listTables, readPages } from "./tables.ts";

let origin: Awaited<ReturnType<typeof demoHouse>>;
let file: string;

beforeAll(async () => {
  origin = await demoHouse();
  await mkdir(join(origin.source.dataDir, "files/ab"), { recursive: true });
  await writeFile(join(origin.source.dataDir, "files/ab/cd.bin"), Buffer.alloc(3_000_000, "plumb"));
  await writeFile(join(origin.source.dataDir, "files/ab/empty"), "");
  file = join(scratchFolder(), "one.age");
  await backUp(origin.source, file, lock);
});

test("a restored installation holds every row and file, keeps its walls, and goes on", async () => {
  const urls = await emptyDatabase();
  const dataDir = join(scratchFolder(), "restored");
  const { rows, entries, manifest } = await restoreInto({ ...urls, dataDir }, readBackup(file));
  expect(rows).toBeGreaterThan(400);
  expect(entries).toBeGreaterThan(100);
  expect(Object.keys(manifest.trees)).toHaveLength(4);
  expect(await readFile(join(dataDir, "files/ab/cd.bin"))).toEqual(
    Buffer.alloc(3_000_000, "plumb"),
  );
  expect(statSync(join(dataDir, "files/ab/empty")).size).toBe(0);
  expect(statSync(join(dataDir, "log.key")).mode & 0o777).toBe(0o600);
  expect(await checkSchema(urls.migration)).toEqual([]);
  expect(await ask(urls.superuser, catalogue)).toEqual(await ask(origin.superuserUrl, catalogue));

  const before = await texts(origin.superuserUrl);
  const after = await texts(urls.superuser);
  for (const [table, found] of after) {
    if (growing.has(table))
      expect(before.get(table)).toEqual(expect.arrayContaining(found.filter(isOld)));
    else if (!settled.has(table)) expect(found, table).toEqual(before.get(table));
  }

  const house = await houseOn(urls, dataDir);
  try {
    const [{ sessions } = { sessions: -1 }] = await ask<{ sessions: number }>(
      urls.superuser,
      "select count(*)::integer as sessions from session where ended_at is null",
    );
    expect(sessions).toBe(0);
    await (
      await author(house)
    )("The first after the restore");
    await expect.poll(() => waiting(urls.superuser)).toBe(0);
    const facts = await ask<{ type: string; n: string }>(
      urls.superuser,
      "select type, n from log_leaf where type in ('backup.restored', 'home.notice') order by hint desc limit 2",
    );
    expect(facts.map(({ type }) => type)).toEqual(["home.notice", "backup.restored"]);
  } finally {
    await house.close();
  }
});

test("the backup stands in the log of the installation that made it", async () => {
  const [fact] = await ask<{ new: Record<string, unknown>; operation: string }>(
    origin.superuserUrl,
    "select new, context ->> 'operation' as operation from log_entry where type = 'backup.written'",
  );
  expect(fact).toEqual({
    operation: "backup.write",
    new: {
      file: "one.age",
      bytes: statSync(file).size,
      madeAt: expect.any(String),
      sha256: expect.any(String),
    },
  });
});

test("a backup that is made while people write is one instant of all tables, and every log verifies", async () => {
  const writers = new AbortController();
  const written = [0, 0, 0];
  const writing = written.map((_, index) => keepWriting(written, index, writers.signal));
  await expect.poll(() => Math.min(...written), { timeout: 10_000 }).toBeGreaterThan(2);
  const before = written.slice();
  const busy = join(scratchFolder(), "busy.age");
  await backUp(origin.source, busy, lock);
  expect(Math.min(...written.map((count, index) => count - (before[index] ?? 0)))).toBeGreaterThan(
    0,
  );
  writers.abort();
  await Promise.all(writing);
  const urls = await emptyDatabase();
  await restoreInto({ ...urls, dataDir: scratchFolder() }, readBackup(busy));
  // A notice and its log entry are written in one transaction: a torn snapshot would hold one without the other.
  const [counts] = await ask(
    urls.superuser,
    `select (select count(*) from notice)::integer as notices,
      (select count(*) from log_entry where type = 'home.notice' and action = 'insert')::integer as entries`,
  );
  expect(counts?.["notices"]).toBe(counts?.["entries"]);
});

test("a migration waits for the backup's snapshot, and what it adds is not in it", async () => {
  const migrations = await readMigrations();
  const added = {
    version: migrations.length + 1,
    name: "9999_added.sql",
    sql: "alter table notice add column added text",
    checksum: "0",
  };
  let migrated = false;
  await withConnection(origin.source.backup, "plumbline-backup", async (connection) => {
    const { migrations: known } = await beginSnapshot(connection);
    const migrating = migrate(origin.source.migration, { migrations: [...migrations, added] }).then(
      () => (migrated = true),
    );
    await expect
      .poll(() =>
        ask(origin.superuserUrl, "select from pg_stat_activity where wait_event = 'advisory'"),
      )
      .toHaveLength(1);
    // Writers are not held up by the migration that waits: it holds no lock on any table.
    await (
      await author(origin.house)
    )("Posted meanwhile");
    for (const table of await listTables(connection))
      expect(await gather(readPages(connection, table))).toBeDefined();
    expect(known).toHaveLength(migrations.length);
    expect(migrated).toBe(false);
    await connection.query("commit");
    await connection.query("select pg_advisory_unlock_all()");
    await migrating;
  });
  await ask(origin.superuserUrl, "alter table notice drop column added");
  await ask(origin.superuserUrl, "delete from migration where name = '9999_added.sql'");
});

test("a backup right behind the erasure of a person holds what the log withholds, and verifies", async () => {
  await expect.poll(() => waiting(origin.superuserUrl)).toBe(0);
  await ask(
    origin.source.app,
    "select person_erase(id) from person_by_username('nora.lind') where id is not null",
  );
  const erased = join(scratchFolder(), "erased.age");
  await backUp(origin.source, erased, lock);
  const urls = await emptyDatabase();
  await restoreInto({ ...urls, dataDir: scratchFolder() }, readBackup(erased));
  expect(
    await ask(urls.superuser, "select type from log_entry where withholds is not null"),
  ).toEqual([{ type: "identity.personErased" }, { type: "identity.personErased" }]);
});

/** Keys, triggers and walls: what a restore takes down and puts up again. */
const catalogue = `select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated as part
    from pg_constraint where connamespace = 'public'::regnamespace
  union all select tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
  union all select relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
  order by 1`;

const texts = async (url: string): Promise<Map<string, string[]>> =>
  withConnection(url, "test", async (connection) => {
    await connection.query("begin");
    const found = new Map<string, string[]>();
    for (const table of await listTables(connection)) {
      const pages = await gather(readPages(connection, table));
      found.set(
        table.name,
        pages.flat().map(({ row }) => row),
      );
    }
    await connection.query("rollback");
    return found;
  });

/** Not what the restore itself has written. */
const isOld = (row: string): boolean => !row.includes("backup.restored");

// What the origin's log has grown by since, and what a restore settles in its own way.
const growing = new Set(["log_entry", "log_leaf", "log_checkpoint"]);
const settled = new Set(["log_tree", "log_sequencer", "session", "one_time_link"]);

const keepWriting = async (
  written: number[],
  index: number,
  signal: AbortSignal,
): Promise<void> => {
  const post = await author(origin.house);
  for (let count = 1; !signal.aborted; count++) {
    await post(`Written meanwhile ${count}`);
    written[index] = count;
  }
};
