import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyFile } from "./verify.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "log-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const size = 30_000;
const large = join(folder, "large.log");
const small = join(folder, "small.log");
const since = join(folder, "since.txt");
let key = "";

beforeAll(async () => {
  const script = fileURLToPath(new URL("../../core/log/write-sample.ts", import.meta.url));
  await run(process.execPath, [script, large, String(size)]);
  const { stdout } = await run(process.execPath, [script, small, "30"]);
  const sample: { key: string; since: string } = JSON.parse(stdout);
  writeFileSync(since, sample.since);
  key = sample.key;
});

test("verification in Node runs at 100,000 entries a second", async () => {
  const { stdout } = await run(process.execPath, [
    fileURLToPath(new URL("./verify-speed.ts", import.meta.url)),
    large,
  ]);
  const { ok, entries, processors, shared, single, hashing } = JSON.parse(stdout);
  expect({ ok, entries }).toEqual({ ok: true, entries: size });
  const rate = (seconds: number) => Math.round(size / seconds);
  const undisturbed = rate(single.work / processors);
  console.log(
    `${rate(shared.clock)} entries/s on the clock; ${rate(single.work)} for each second of a processor, of ${processors}; the hashes alone ${rate(hashing.work)}`,
  );
  // A machine that is busy with other tests slows the clock, and hardly the work.
  expect(Math.max(rate(shared.clock), undisturbed)).toBeGreaterThan(100_000);
});

test("a file read on several processors gets the verdict that it gets from front to back", async () => {
  const bytes = readFileSync(large);
  const lines = bytes.toString("latin1").split("\n");
  const damages: [string[], number | null][] = [
    [lines.with(size - 3, (lines[size - 3] ?? "").replace("Firefox", "firefox")), size - 3],
    [lines.toSpliced(14_000, 1), 14_000],
    [lines.toSpliced(9000, 0, ""), 9000],
    [lines.with(0, (lines[0] ?? "").replace("log/1", "log/2")), null],
    [lines.slice(0, 20_001), 20_000],
    [lines.with(lines.length - 2, (lines.at(-2) ?? "").slice(0, -4)), null],
  ];
  for (const [damaged, entry] of damages) {
    writeFileSync(join(folder, "damaged.log"), Buffer.from(damaged.join("\n"), "latin1"));
    const { ok, fault } = await verifyFile(join(folder, "damaged.log"));
    expect({ ok, entry: fault?.entry }).toEqual({ ok: false, entry });
  }
});

test("the verifier is one file: copied alone into an empty folder it runs, and names the entry that is wrong", async () => {
  const alone = join(folder, "verify.ts");
  copyFileSync(join(root, "core/log/verify.ts"), alone);
  expect(readFileSync(alone, "utf8")).not.toMatch(
    /^\s*import\s|\bfrom\s+"|\bimport\(|\brequire\(/m,
  );
  expect(await verifier(alone, [small, "--since", since, "--key", key])).toEqual({
    code: 0,
    says: expect.stringMatching(/^verified: 30 entries of plumbline\//),
  });
  const damaged = join(folder, "damaged.log");
  writeFileSync(damaged, readFileSync(small, "utf8").replace("Notice 7 about", "Notice 8 about"));
  expect(await verifier(alone, [damaged])).toEqual({
    code: 1,
    says: "NOT VERIFIED: entry 8 is wrong: its title is not as logged\n",
  });
});

test("plumb log verify exits 1 with a sentence for what is no export, no file, or no argument", async () => {
  const plumb = join(root, "ops/plumb.ts");
  expect(await verifier(plumb, ["log", "verify", small])).toMatchObject({ code: 0 });
  expect(await verifier(plumb, ["log", "verify", since])).toMatchObject({
    code: 1,
    says: expect.stringMatching(/^NOT VERIFIED: the file is wrong: its first line/),
  });
  expect(await verifier(plumb, ["log", "verify", small, "--since", small])).toMatchObject({
    code: 1,
    says: expect.stringMatching(/earlier checkpoint is damaged/),
  });
  expect(await verifier(plumb, ["log", "verify", join(folder, "none")])).toMatchObject({
    code: 1,
    says: expect.stringMatching(/no such file/),
  });
  expect(await verifier(plumb, ["log", "verify"])).toMatchObject({
    code: 1,
    says: expect.stringMatching(/Name the one export/),
  });
});

async function verifier(script: string, args: string[]): Promise<{ code: number; says: string }> {
  try {
    const { stdout } = await run(process.execPath, [script, ...args]);
    return { code: 0, says: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, says: stdout + stderr };
  }
}
