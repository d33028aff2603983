import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderFault } from "./folder.ts";
import { startEmbedded } from "./index.ts";
import type { Embedded } from "./index.ts";
import { ask, postmasterPid, scratchFolder } from "./test-rig.ts";

let folder: string;
let said: string[];
let running: Embedded[];

beforeEach(() => {
  folder = scratchFolder();
  said = [];
  running = [];
});

afterEach(async () => {
  for (const database of running) await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(dataDir = join(folder, "data"), fast = false): Promise<Embedded> {
  const database = await startEmbedded({
    dataDir,
    say: (line) => said.push(line),
    cluster: { fast },
  });
  running.push(database);
  return database;
}

test("an empty folder becomes a durable cluster that keeps its data over a restart", async () => {
  const first = await start();
  const began = Date.now();
  await ask(first.superuserUrl(), "create table kept as select 'Ελλάδα' as word");
  const settings = await ask(
    first.superuserUrl(),
    `select current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
       current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
       current_setting('TimeZone') as zone, current_setting('listen_addresses') as addresses,
       current_setting('server_version_num')::int / 10000 as major,
       (select datlocale from pg_database where datname = 'template1') as locale, pg_encoding_to_char(6) as encoding`,
  );
  expect(settings).toEqual({
    checksums: "on",
    fsync: "on",
    commit: "on",
    pages: "on",
    zone: "UTC",
    addresses: "",
    major: 18,
    locale: "C.UTF-8",
    encoding: "UTF8",
  });
  expect(said).toEqual([`Creating the database in ${first.dataDir}.`]);
  await first.stop();
  await expect(first.ended).resolves.toBeUndefined();

  const second = await start();
  expect(await ask(second.superuserUrl(), "select word from kept")).toEqual({ word: "Ελλάδα" });
  expect(said).toHaveLength(1);
  expect(Date.now() - began).toBeLessThan(15_000);
});

test("a URL connects as the role it names, whatever characters that has", async () => {
  const database = await start(join(folder, "data"), true);
  await ask(database.superuserUrl(), 'create role "odd @/ role" login');
  await ask(database.superuserUrl(), 'create database "odd base"');
  expect(
    await ask(
      database.url("odd @/ role", "odd base"),
      "select current_user as role, current_database() as base",
    ),
  ).toEqual({ role: "odd @/ role", base: "odd base" });
});

test("the server is no root and only its user can enter the socket's folder", async () => {
  const database = await start(join(folder, "data"), true);
  const { uid, mode } = statSync(database.socketDir);
  expect(uid).not.toBe(0);
  expect(mode & 0o777).toBe(0o700);
  expect(statSync(join(database.dataDir, "postgres")).uid).toBe(uid);
  expect(statSync(`/proc/${postmasterPid(database.dataDir)}`).uid).toBe(uid);
});

test.for(["with, comma", 'with "quote"', "mit Leerzeichen und ö"])(
  "a folder named %s works",
  async (name) => {
    const database = await start(join(folder, name), true);
    expect(await ask(database.superuserUrl(), "select 1 as one")).toEqual({ one: 1 });
  },
);

test("a path too long for a socket puts the socket into a short private folder, the same each time", async () => {
  const dataDir = join(folder, "a".repeat(60), "b".repeat(60));
  const first = await start(dataDir, true);
  expect(await ask(first.superuserUrl(), "select 1 as one")).toEqual({ one: 1 });
  expect(first.socketDir.startsWith(first.dataDir)).toBe(false);
  expect(statSync(first.socketDir).mode & 0o777).toBe(0o700);
  await first.stop();
  const second = await start(dataDir, true);
  expect(second.socketDir).toBe(first.socketDir);
  await second.stop();
  rmSync(first.socketDir, { recursive: true });
});

test("what a killed first start left half made is removed and never used", async () => {
  const dataDir = join(folder, "data");
  mkdirSync(join(dataDir, "postgres.new.killed", "base"), { recursive: true });
  writeFileSync(join(dataDir, "postgres.new.killed", "PG_VERSION"), "18\n");
  const database = await start(dataDir, true);
  expect(readdirSync(database.dataDir)).not.toContain("postgres.new.killed");
  expect(await ask(database.superuserUrl(), "select 1 as one")).toEqual({ one: 1 });
});

test("a cluster of another version and a folder of something else are refused and left alone", async () => {
  const cluster = join(folder, "data", "postgres");
  mkdirSync(cluster, { recursive: true });
  writeFileSync(join(cluster, "letter.txt"), "dear");
  await expect(start()).rejects.toThrow("holds something that is not a PostgreSQL cluster");
  writeFileSync(join(cluster, "PG_VERSION"), "15\n");
  await expect(start()).rejects.toThrow("was made by PostgreSQL 15");
  expect(readdirSync(cluster)).toHaveLength(2);
});

test("a file in the folder's place is a sentence", async () => {
  writeFileSync(join(folder, "data"), "");
  await expect(start()).rejects.toThrow("is not a folder. Move that file away");
});

test("a server that cannot start says why, in the server's own words", async () => {
  const database = await start(join(folder, "data"), true);
  await database.stop();
  writeFileSync(join(database.dataDir, "postgres", "postgresql.conf"), "no_such_setting = 1\n");
  await expect(start()).rejects.toThrow(/did not start \(FATAL: .*\)\. Read .*postgres\.log/);
});

test.for([
  ["ENOSPC", "is full. Free some space"],
  ["EROFS", "cannot be written by this user. Start as the folder's owner"],
  ["EIO", "cannot be used (disk error). Mend it"],
])("the fault %s is a sentence with a next step", ([code, sentence]) => {
  const cause = Object.assign(new Error("disk error"), { code });
  expect(folderFault("/data", cause).message).toContain(sentence);
});
