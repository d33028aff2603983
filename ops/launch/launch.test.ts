import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const installing = "Installing the packages that package-lock.json names";
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "plumbline-launch-"));
  cpSync(import.meta.dirname, join(project, "ops/launch"), { recursive: true });
  cpSync(join(import.meta.dirname, "../plumb.mjs"), join(project, "ops/plumb.mjs"));
  mkdirSync(join(project, "ops/check"));
  mkdirSync(join(project, "part"));
  writeFileSync(join(project, "part/package.json"), '{"name":"part","version":"1.0.0"}');
  writeProgram("ops/plumb.ts", "console.log(JSON.stringify(process.argv.slice(2)));");
  lock("1.0.0", "1.0.0");
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

test("what is missing is installed once, and again when the lockfile has changed", async () => {
  const first = await launch("log", "verify", "a file").end;
  expect(first.output).toContain(installing);
  expect(first.output).toContain('["log","verify","a file"]');
  expect((await launch("start").end).output).toBe('["start"]\n');

  lock("1.0.0", "1.1.0");
  writeFileSync(join(project, "part/package.json"), '{"name":"part","version":"1.1.0"}');
  expect((await launch("start").end).output).toContain(installing);
  expect((await launch("start").end).output).toBe('["start"]\n');
});

test("an installation that fails is a sentence and exit code 1", async () => {
  lock("1.0.0", "1.0.0", { "not-in-the-lockfile": "file:./nowhere" });
  const { code, output } = await launch("start").end;
  expect(code).toBe(1);
  expect(output).toContain("The packages could not be installed. Read npm's message above");
  expect(output).not.toContain('["start"]');
});

test("the test and check commands have entries of their own, and their exit codes come through", async () => {
  await launch("start").end;
  writeProgram("ops/check/test.ts", "process.exit(3);");
  writeProgram("ops/check/check.ts", "console.log(process.argv[2]); process.exit(4);");
  expect(await launch("test").end).toEqual({ code: 3, output: "" });
  expect(await launch("check", "--fix").end).toEqual({ code: 4, output: "--fix\n" });
});

test.for(["SIGTERM", "SIGINT"] as const)(
  "%s is passed on once and the child may finish",
  async (signal) => {
    await launch("start").end;
    writeProgram(
      "ops/plumb.ts",
      `let times = 0;
     process.on("${signal}", () => { times += 1; });
     console.log("up");
     const check = setInterval(() => {
       if (times === 0) return;
       clearInterval(check);
       setTimeout(() => { console.log("told", times); process.exit(7); }, 300);
     }, 20);`,
    );
    const running = launch("start");
    await running.firstOutput;
    running.child.kill(signal);
    running.child.kill(signal);
    expect(await running.end).toEqual({ code: 7, output: "up\ntold 1\n" });
  },
);

test("the plumb command works from any folder and installs nothing", async () => {
  const child = spawn(
    process.execPath,
    [join(project, "ops/plumb.mjs"), "log", "verify", "relative"],
    {
      cwd: tmpdir(),
    },
  );
  expect(await outcome(child)).toEqual({ code: 0, output: '["log","verify","relative"]\n' });
});

function lock(
  wanted: string,
  locked: string,
  unlocked: Readonly<Record<string, string>> = {},
): void {
  const own = { name: "project", version: wanted, dependencies: { part: "file:./part" } };
  const manifest = { ...own, dependencies: { ...own.dependencies, ...unlocked } };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  const packages = {
    "": own,
    "node_modules/part": { resolved: "part", link: true },
    part: { version: locked },
  };
  const lockfile = { name: "project", version: wanted, lockfileVersion: 3, packages };
  writeFileSync(join(project, "package-lock.json"), JSON.stringify(lockfile));
}

function writeProgram(path: string, text: string): void {
  writeFileSync(join(project, path), text);
}

function launch(...args: string[]) {
  const child = spawn(process.execPath, [join(project, "ops/launch/launch.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, firstOutput: once(child.stdout, "data"), end: outcome(child) };
}

async function outcome(child: ReturnType<typeof spawn>) {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
