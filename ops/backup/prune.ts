import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { place, syncFolder } from "./backup-file.ts";
import { type Keep, keptOf, parseKeep } from "./keep.ts";

/** The name of backups on schedule, and of those that `plumb backup prune` looks at. */
export const usualName = `plumbline-${place}.age`;

const usage =
  'Say where and what to keep: plumb backup prune FOLDER --keep "7 daily, 4 weekly, 12 monthly"';

/** `plumb backup prune FOLDER --keep RULE` */
export const pruneCommand = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keep: { type: "string" } },
  });
  const [folder] = positionals;
  if (!folder || positionals.length > 1 || values.keep === undefined) throw new Error(usage);
  const pattern = join(resolve(folder), usualName);
  const removed = await prune(pattern, parseKeep(values.keep, "--keep"));
  for (const name of removed) console.log(`Removed ${name}.`);
  const left = await backupsOf(pattern);
  console.log(
    left.length === 0
      ? `There is no ${basename(pattern)} in ${dirname(pattern)}.`
      : `${left.length} backups stay in ${dirname(pattern)}, the newest of ${left.at(-1)?.at.toISOString()}.`,
  );
  return 0;
};

/** Removes what the rule does not keep of the backups that the pattern names, and what killed backups have left; answers their names. */
export const prune = async (pattern: string, keep: Keep): Promise<readonly string[]> => {
  const folder = dirname(pattern);
  const all = await backupsOf(pattern);
  const kept = keptOf(
    all.map(({ at }) => at),
    keep,
  );
  const old = all.filter(({ at }) => !kept.has(at)).map(({ name }) => name);
  const dead = (await namesIn(folder)).filter((name) => {
    const [, whole = "", pid] = /^(.*)\.(\d+)\.partial$/.exec(name) ?? [];
    return instantOf(pattern, whole) !== null && !isRunning(Number(pid));
  });
  for (const name of [...old, ...dead]) await rm(join(folder, name));
  if (old.length + dead.length > 0) await syncFolder(folder);
  return [...old, ...dead];
};

/** Whole backups by the pattern's name, the oldest first. Whatever else lies in the folder is nobody's to remove. */
export const backupsOf = async (
  pattern: string,
): Promise<readonly { readonly name: string; readonly at: Date }[]> =>
  (await namesIn(dirname(pattern))).toSorted().flatMap((name) => {
    const at = instantOf(pattern, name);
    return at ? [{ name, at }] : [];
  });

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${folder} cannot be read (${cause.code}). Name a folder of backups.`, {
      cause,
    });
  });

const instantOf = (pattern: string, name: string): Date | null => {
  const [before = "", after = ""] = basename(pattern).split(place);
  const time = name.slice(before.length, name.length - after.length);
  if (name !== before + time + after) return null;
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};
