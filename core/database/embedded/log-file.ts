import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchownSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import type { Place } from "./folder.ts";
import { weAreRoot } from "./owner.ts";

const largest = 8 * 1024 * 1024;

export function logFile(dataDir: string): string {
  return join(dataDir, "postgres.log");
}

/** Opened for appending, and handed to the server: it goes on writing when we are killed. */
export function openLog({ dataDir, owner }: Place): number {
  boundLog(dataDir);
  // Root follows no link that the folder's owner may have laid there.
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  const handle = openSync(logFile(dataDir), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  if (weAreRoot) fchownSync(handle, owner.uid, owner.gid);
  return handle;
}

/** Keeps one older part. Cut in place, since the server holds the file open; a line written just between is lost. */
export function boundLog(dataDir: string): void {
  const file = logFile(dataDir);
  if (!existsSync(file) || statSync(file).size < largest) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

/** What the server said since the file had that size, at most the last 64 KiB. */
export function logSince(dataDir: string, from: number): string {
  const handle = openSync(logFile(dataDir), "r");
  try {
    const { size } = fstatSync(handle);
    const start = Math.max(from > size ? 0 : from, size - 65_536);
    const buffer = Buffer.alloc(size - start);
    readSync(handle, buffer, 0, buffer.length, start);
    return buffer.toString("utf8");
  } finally {
    closeSync(handle);
  }
}
