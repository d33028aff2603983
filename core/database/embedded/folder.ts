import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sharedFolder } from "./binaries.ts";
import { canEnter, existingFolder, serverOwner, weAreRoot } from "./owner.ts";
import { makeFolders } from "./make-folders.ts";
import type { Owner } from "./owner.ts";

/** Where the data really lie and whom the server runs as. */
export type Place = { dataDir: string; clusterDir: string; owner: Owner };

/** Makes the data folder; as root, one that the server's user can enter, and says so when that is another one. */
export function choosePlace(wanted: string, say: (line: string) => void): Place {
  const intended = resolve(wanted);
  const owner = serverOwner(intended, clusterIn(intended));
  // Asked before anything is made, so that nothing is left behind in a folder that is not taken.
  if (!canEnter(owner, existingFolder(dirname(intended)))) return elsewhere(intended, owner, say);
  const dataDir = makeFolder(intended, owner);
  if (canEnter(owner, dataDir)) return { dataDir, clusterDir: clusterIn(dataDir), owner };
  return elsewhere(intended, owner, say);
}

/** One clear sentence for the ways in which a folder can refuse. */
export function folderFault(folder: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Error(
      `The disk that holds ${folder} is full. Free some space, or set DATA_DIR to a folder elsewhere.`,
      { cause },
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new Error(
      `The data folder ${folder} cannot be written by this user. Start as the folder's owner, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  if (code === "EEXIST" || code === "ENOTDIR") {
    return new Error(
      `${folder} is not a folder. Move that file away, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  return new Error(
    `The data folder ${folder} cannot be used (${message}). Mend it, or set DATA_DIR to another folder.`,
    { cause },
  );
}

/** PostgreSQL tells of a full disk in several ways, the last one after a short write. */
export function tellsOfFullDisk(said: string): boolean {
  return /No space left on device|Disk quota exceeded|Check free disk space/.test(said);
}

function elsewhere(intended: string, owner: Owner, say: (line: string) => void): Place {
  if (!weAreRoot)
    throw folderFault(intended, Object.assign(new Error("no access"), { code: "EACCES" }));
  const other = sharedPlace(intended);
  const dataDir = makeFolder(other, owner);
  if (!canEnter(owner, dataDir)) {
    throw new Error(
      `The user ${owner.name} can enter neither ${intended} nor ${other}. Set DATA_DIR to a folder that it can enter.`,
    );
  }
  say(
    `The user ${owner.name}, whom PostgreSQL runs as, cannot enter ${intended}: the data lie in ${other} instead.`,
  );
  return { dataDir, clusterDir: clusterIn(dataDir), owner };
}

/** Where the data lie when the server's user cannot enter the folder that was asked for. */
export function sharedPlace(intended: string): string {
  const name = createHash("sha256").update(intended).digest("hex").slice(0, 12);
  return join(sharedFolder, name);
}

/** The folder's real path, since names and locks are derived from it. */
function makeFolder(folder: string, owner: Owner): string {
  try {
    const first = makeFolders(folder);
    if (first && weAreRoot) openUp(folder, first, owner);
    const { mode, uid } = statSync(folder);
    // Entered by the server's user, listed by root alone: what it may read lies in its own folders below.
    if (weAreRoot && uid === 0) chmodSync(folder, mode | 0o111);
    return realpathSync(folder);
  } catch (cause) {
    throw folderFault(folder, cause);
  }
}

/** New folders must be enterable whatever root's umask, and belong to the person whose folder they lie in. */
function openUp(folder: string, first: string, owner: Owner): void {
  const above = statSync(dirname(first)).uid;
  for (let path = folder; path.length >= first.length; path = dirname(path)) {
    chmodSync(path, path === folder ? 0o711 : 0o755);
    if (above === owner.uid) chownSync(path, owner.uid, owner.gid);
  }
}

function clusterIn(dataDir: string): string {
  const inside = join(dataDir, "postgres");
  return existsSync(inside) ? realpathSync(inside) : inside;
}
