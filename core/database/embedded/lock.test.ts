import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbedded } from "./index.ts";
import { takeLock } from "./lock.ts";
import { processMark } from "./process.ts";
import { end, owningProcess, scratchFolder } from "./test-rig.ts";

let folder: string;

beforeEach(() => {
  folder = scratchFolder();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a second Plumbline on the same folder is refused with a sentence, until the first is gone", async () => {
  const dataDir = join(folder, "data");
  const owner = await owningProcess(dataDir);
  await expect(startEmbedded({ dataDir, say: () => undefined })).rejects.toThrow(
    `Another Plumbline (process ${owner.child.pid}) is already using ${dataDir}. Stop it first`,
  );
  await end(owner, "SIGTERM");
  const database = await startEmbedded({ dataDir, say: () => undefined });
  await expect(owningProcess(dataDir)).rejects.toThrow(
    `Another Plumbline (process ${process.pid})`,
  );
  await database.stop();
});

test("the same process cannot take a folder twice, and can again after releasing it", () => {
  const lock = takeLock(folder);
  expect(() => takeLock(folder)).toThrow("already using");
  lock.release();
  takeLock(folder).release();
  expect(readdirSync(folder)).toEqual(["lock.2"]);
});

test("a pid that now belongs to another process holds nothing", () => {
  const [, ...birth] = (processMark(process.pid) ?? "").split(" ");
  writeFileSync(join(folder, "lock.4"), [process.ppid, ...birth].join(" "));
  takeLock(folder).release();
  expect(readdirSync(folder)).toEqual(["lock.5"]);
});

test("of many who find a stale lock at the same moment exactly one wins", async () => {
  const rounds = 3;
  for (let round = 0; round < rounds; round += 1) {
    writeFileSync(join(folder, `lock.${round * 10 + 1}`), "999999 1 long-ago");
    const racers = Array.from({ length: 6 }, () => racer(Date.now() + 600));
    const results = await Promise.all(racers.map(({ result }) => result));
    expect(results.toSorted()).toEqual([...Array<string>(5).fill("refused"), "won"]);
    for (const { child } of racers) child.kill("SIGKILL");
    await Promise.all(racers.map(({ gone }) => gone));
  }
});

function racer(at: number) {
  const script = `
    import { takeLock } from ${JSON.stringify(join(import.meta.dirname, "lock.ts"))};
    while (Date.now() < ${at});
    try { takeLock(${JSON.stringify(folder)}); console.log("won"); } catch { console.log("refused"); }
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const result = once(child.stdout, "data").then(([data]) => String(data).trim());
  return { child, gone, result };
}
