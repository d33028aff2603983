import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbedded } from "./index.ts";
import type { Embedded } from "./index.ts";
import { runningCommands } from "./process.ts";
import { clusterName } from "./settings.ts";
import { ask, end, owningProcess, postmasterPid, scratchFolder } from "./test-rig.ts";

let folder: string;
let dataDir: string;
let said: string[];
let running: Embedded | undefined;

beforeEach(() => {
  folder = scratchFolder();
  dataDir = join(folder, "data");
  said = [];
  running = undefined;
});

afterEach(async () => {
  await running?.stop();
  expect(serverProcesses()).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

async function start(fast = false): Promise<Embedded> {
  running = await startEmbedded({ dataDir, say: (line) => said.push(line), cluster: { fast } });
  return running;
}

function serverProcesses(): number[] {
  const name = clusterName(join(dataDir, "postgres"));
  return runningCommands()
    .filter(({ command }) => command.includes(name))
    .map(({ pid }) => pid);
}

const orphanStopped = "Stopping the database server that an earlier start left running.";

test("after kill -9 of Plumbline the orphan server is stopped and committed data are there", async () => {
  const owner = await owningProcess(dataDir);
  await ask(owner.url, "create table kept as select 7 as seven");
  const orphan = postmasterPid(dataDir);
  await end(owner);
  expect(serverProcesses()).toContain(orphan);

  const database = await start();
  expect(said).toEqual([orphanStopped]);
  expect(postmasterPid(dataDir)).not.toBe(orphan);
  expect(await ask(database.superuserUrl(), "select seven from kept")).toEqual({ seven: 7 });
});

test("after kill -9 of the server alone it runs again by itself, at the same address", async () => {
  const database = await start();
  await ask(database.superuserUrl(), "create table kept as select 7 as seven");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await expect
    .poll(() => ask(database.superuserUrl(), "select seven from kept").catch(() => "down"), {
      timeout: 15_000,
    })
    .toEqual({ seven: 7 });
  await expect.poll(() => said.at(-1)).toBe("The database server runs again.");
  expect(said).toContain("The database server is down (it ended with SIGKILL); starting it again.");
});

test("after kill -9 of both, with a backend too busy to notice, the next start recovers", async () => {
  const owner = await owningProcess(dataDir);
  await ask(owner.url, "create table kept as select 7 as seven");
  const busy = ask(owner.url, "select count(*) from generate_series(1, 3000000000)").catch(
    () => "cut",
  );
  await sleep(200);
  const postmaster = postmasterPid(dataDir);
  owner.child.kill("SIGSTOP");
  process.kill(postmaster, "SIGKILL");
  await end(owner);

  const database = await start();
  expect(await busy).toBe("cut");
  expect(await ask(database.superuserUrl(), "select seven from kept")).toEqual({ seven: 7 });
});

test("stale pid and socket files that name a living stranger do not stand in the way", async () => {
  const first = await start(true);
  await first.stop();
  const lines = [process.pid, join(dataDir, "postgres"), 1, 5432, first.socketDir, "", "", "ready"];
  writeFileSync(join(dataDir, "postgres", "postmaster.pid"), `${lines.join("\n")}\n`);
  writeFileSync(join(first.socketDir, ".s.PGSQL.5432"), "");
  writeFileSync(join(first.socketDir, ".s.PGSQL.5432.lock"), `${process.pid}\n`);
  const second = await start(true);
  expect(await ask(second.superuserUrl(), "select 1 as one")).toEqual({ one: 1 });
});

test("a server that keeps failing is given up with a sentence, and the folder comes free", async () => {
  const database = await start(true);
  writeFileSync(join(dataDir, "postgres", "postgresql.conf"), "no_such_setting = 1\n");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  const fault = await database.ended;
  expect(fault?.message).toMatch(/failed \d times within a minute .* Mend the cause/);
  expect(said.at(-1)).toBe(fault?.message);
  await database.stop();

  writeFileSync(join(dataDir, "postgres", "postgresql.conf"), "");
  const again = await start(true);
  expect(await ask(again.superuserUrl(), "select 1 as one")).toEqual({ one: 1 });
});

test("stopping while the server is being started again ends everything", async () => {
  const database = await start(true);
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await expect.poll(() => said.length).toBeGreaterThan(1);
  await database.stop();
  await expect(database.ended).resolves.toBeUndefined();
  expect(serverProcesses()).toEqual([]);
});

test("SIGTERM to the owning process stops the server with it", async () => {
  const owner = await owningProcess(dataDir);
  await end(owner, "SIGTERM");
  expect(owner.child.exitCode).toBe(0);
  expect(serverProcesses()).toEqual([]);
});
