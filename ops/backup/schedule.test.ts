import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nameAt, writeWhole } from "./backup-file.ts";
import { pruneCommand } from "./prune.ts";
import { readSchedule } from "./schedule-settings.ts";
import { lastDue, type Schedule, startSchedule } from "./schedule.ts";

let dir = "";
let now = new Date("2026-11-20T10:00:00Z");
let faults: unknown[] = [];
let made = 0;
let fault: Error | null = null;
const running: Schedule[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "plumbline-schedule-"));
  now = new Date("2026-11-20T10:00:00Z");
  [faults, made, fault] = [[], 0, null];
});
afterEach(async () => {
  for (const schedule of running.splice(0)) await schedule.stop();
  rmSync(dir, { recursive: true });
});

const start = (): Schedule => {
  const schedule = startSchedule({
    ...{ dir, minute: 150, clock: () => now, betweenLooksMs: 3_600_000 },
    make: async (pattern) => {
      made++;
      if (fault) throw fault;
      writeFileSync(nameAt(pattern, now), "a backup");
    },
    onError: (error) => faults.push(error),
  });
  running.push(schedule);
  return schedule;
};

test.each([
  ["2026-11-20T02:30:00Z", "2026-11-20T02:30:00Z"],
  ["2026-11-20T02:29:59Z", "2026-11-19T02:30:00Z"],
  ["2026-11-20T23:59:59Z", "2026-11-20T02:30:00Z"],
])("at %s the newest due instant is %s", (at, due) => {
  expect(lastDue(new Date(at), 150)).toEqual(new Date(due));
});

test("what is due is made once, at the first look and then each day, whoever starts again in between", async () => {
  const schedule = start();
  expect(schedule.lastSuccess()).toBeNull();
  await schedule.look();
  expect([made, schedule.lastSuccess()]).toEqual([1, now.getTime() / 1000]);
  await start().look();
  now = new Date("2026-11-21T02:29:00Z");
  expect(await schedule.look()).toBe(false);
  now = new Date("2026-11-21T02:30:10Z");
  expect(await schedule.look()).toBe(true);
  expect(made).toBe(2);
  expect(readdirSync(dir)).toEqual([
    "plumbline-20261120T100000Z.age",
    "plumbline-20261121T023010Z.age",
  ]);
});

test("a backup that failed is reported, tried again after a while, and counts as none", async () => {
  fault = new Error("The disk is full.");
  const schedule = start();
  expect(await schedule.look()).toBe(false);
  expect(faults).toEqual([fault]);
  now = new Date("2026-11-20T10:14:00Z");
  expect(await schedule.look()).toBe(false);
  now = new Date("2026-11-20T10:16:00Z");
  await expect(schedule.look()).rejects.toThrow("The disk is full.");
  expect([made, schedule.lastSuccess()]).toEqual([2, null]);
  fault = null;
  now = new Date("2026-11-20T10:40:00Z");
  expect(await schedule.look()).toBe(true);
});

test("pruning keeps the rule's backups and touches nothing that it did not make", async () => {
  const backups = ["20261118T023000Z", "20261119T023000Z", "20261120T023000Z"].map(
    (time) => `plumbline-${time}.age`,
  );
  const others = [
    "plumbline-20261117T023000Z.age.txt",
    "plumbline-20269917T023000Z.age",
    "my-plumbline-20261117T023000Z.age",
    "holiday.jpg",
  ];
  for (const name of [...backups, ...others]) writeFileSync(join(dir, name), "");
  expect(await pruneCommand([dir, "--keep", "2 daily"])).toBe(0);
  expect(new Set(readdirSync(dir))).toEqual(new Set([...backups.slice(1), ...others]));
  await expect(pruneCommand([dir])).rejects.toThrow("Say where and what to keep");
  await expect(pruneCommand([join(dir, "gone"), "--keep", "1"])).rejects.toThrow("Name a folder");
});

test("a disk that gives back other bytes than it took yields no backup", async () => {
  async function* tampered() {
    yield Buffer.from("what was sealed");
    const [draft = ""] = readdirSync(dir);
    writeFileSync(join(dir, draft), "WHAT was sealed", { flag: "r+" });
  }
  const file = join(dir, "plumbline-20261120T023000Z.age");
  await expect(writeWhole(file, tampered())).rejects.toThrow("so there is no backup");
  expect(readdirSync(dir)).toEqual([]);
});

test("settings of a schedule that could not work are refused with what to do, all at once", async () => {
  const read = (env: Record<string, string>) => {
    const said: string[] = [];
    return { schedule: readSchedule(env, said), said };
  };
  expect(read({})).toEqual({ schedule: null, said: [] });
  expect(read({ BACKUP_DIR: dir, BACKUP_RECIPIENT: "age1x", BACKUP_AT: "23:05" })).toEqual({
    schedule: { dir, minute: 23 * 60 + 5, keep: "7 daily, 4 weekly, 12 monthly" },
    said: [],
  });
  await rm(dir, { recursive: true });
  const wrong = { BACKUP_AT: "24:00", BACKUP_KEEP: "all", DATABASE_URL: "postgresql://x" };
  expect(read({ BACKUP_DIR: dir, ...wrong }).said).toEqual([
    expect.stringContaining("BACKUP_RECIPIENT is missing"),
    expect.stringContaining("BACKUP_DATABASE_URL is missing"),
    expect.stringContaining("cannot be written (ENOENT)"),
    expect.stringContaining("BACKUP_KEEP is “all”"),
    expect.stringContaining("BACKUP_AT is “24:00”"),
  ]);
  writeFileSync(dir, "");
  expect(read({ BACKUP_DIR: join(dir) }).said).toHaveLength(2);
  await rm(dir);
  dir = mkdtempSync(join(tmpdir(), "plumbline-schedule-"));
});
