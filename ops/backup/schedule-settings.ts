import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseKeep } from "./keep.ts";
import type { Environment } from "./source.ts";

export type ScheduleSettings = {
  readonly dir: string;
  /** Minutes after midnight, UTC. */
  readonly minute: number;
  readonly keep: string;
};

const usualKeep = "7 daily, 4 weekly, 12 monthly";

/** Null when nothing is scheduled; every fault is noted, also those that a backup at night would find alone. */
export const readSchedule = (env: Environment, faults: string[]): ScheduleSettings | null => {
  const dir = env["BACKUP_DIR"]?.trim();
  if (!dir) return null;
  if (!env["BACKUP_RECIPIENT"]?.trim())
    faults.push(
      "BACKUP_RECIPIENT is missing, and BACKUP_DIR asks for backups. Make a key with plumb backup key FILE and set it to the line that begins with age1.",
    );
  if (env["DATABASE_URL"] && !env["BACKUP_DATABASE_URL"]?.trim())
    faults.push(
      "BACKUP_DATABASE_URL is missing, and BACKUP_DIR asks for backups. Set it to the address of the role plumbline_backup (see migrations/roles.sql).",
    );
  const folderFault = faultOfFolder(resolve(dir));
  if (folderFault) faults.push(folderFault);
  const keep = env["BACKUP_KEEP"]?.trim() || usualKeep;
  try {
    parseKeep(keep, "BACKUP_KEEP");
  } catch (error) {
    faults.push((error as Error).message);
  }
  return { dir: resolve(dir), minute: readMinute(env["BACKUP_AT"]?.trim(), faults), keep };
};

const readMinute = (text: string | undefined, faults: string[]): number => {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text || "02:30") ?? [];
  if (hour === undefined)
    faults.push(`BACKUP_AT is “${text}”. Set it to a time of day in UTC, such as 02:30.`);
  return Number(hour ?? 0) * 60 + Number(minute ?? 0);
};

const faultOfFolder = (dir: string): string | undefined => {
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    return statSync(dir).isDirectory() ? undefined : `${dir} is no folder. Correct BACKUP_DIR.`;
  } catch (error) {
    return `The backup folder ${dir} cannot be written (${(error as NodeJS.ErrnoException).code}). Make it, give it to the user who runs Plumbline, or correct BACKUP_DIR.`;
  }
};
