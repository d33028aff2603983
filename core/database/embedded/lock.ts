import { randomUUID } from "node:crypto";
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { markLives, processMark } from "./process.ts";

/** Held until released or until this process ends, however it ends. */
export type Lock = { release(): void };

/**
 * Takes the folder for this process or throws. Locks are numbered files and the highest number holds: a stale one is outbid,
 * never removed, so two starters that both find it stale cannot both win. `link` creates the file whole or not at all.
 */
export function takeLock(folder: string): Lock {
  const mark = processMark(process.pid);
  if (!mark)
    throw new Error(
      "This process cannot read its own start time. Mount /proc (or install ps), then start again.",
    );
  const draft = join(folder, `lock.new.${randomUUID()}`);
  writeFileSync(draft, mark, { mode: 0o644 });
  try {
    for (;;) {
      const highest = highestLock(folder);
      const holder = highest && contentOf(lockFile(folder, highest));
      if (holder && markLives(holder)) throw new Error(heldBy(folder, holder));
      const mine = lockFile(folder, highest + 1);
      if (!linkOnce(draft, mine)) continue;
      if (highestLock(folder) === highest + 1) {
        removeLower(folder, highest + 1);
        return { release: () => release(folder, mine) };
      }
      rmSync(mine, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function heldBy(folder: string, holder: string): string {
  return (
    `Another Plumbline (process ${holder.split(" ")[0]}) is already using ${folder}. ` +
    "Stop it first, or set DATA_DIR to another folder for this one."
  );
}

/** An empty file holds nothing but keeps its number, on which the next bid builds. */
function release(folder: string, mine: string): void {
  if (!existsSync(mine)) return;
  const empty = join(folder, `lock.new.${randomUUID()}`);
  writeFileSync(empty, "");
  renameSync(empty, mine);
}

function highestLock(folder: string): number {
  return Math.max(0, ...lockNumbers(folder));
}

function lockNumbers(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const number = /^lock\.(\d+)$/.exec(name)?.[1];
    return number ? [Number(number)] : [];
  });
}

function removeLower(folder: string, mine: number): void {
  for (const number of lockNumbers(folder))
    if (number < mine) rmSync(lockFile(folder, number), { force: true });
}

function lockFile(folder: string, number: number): string {
  return join(folder, `lock.${number}`);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // A higher bidder has just removed it; the next look finds the higher one.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function linkOnce(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
