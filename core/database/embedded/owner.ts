import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";

/** The user the server runs as. PostgreSQL refuses root, and so do we. */
export type Owner = { uid: number; gid: number; name: string };

export const weAreRoot = process.getuid?.() === 0;

/** Ourselves, unless we are root: then whoever owns the place already, else `postgres`, else `nobody`. */
export function serverOwner(dataDir: string, clusterDir: string): Owner {
  if (!weAreRoot) return ourselves();
  const places = [existingFolder(dataDir), clusterDir].filter((place) => existsSync(place));
  const found =
    places
      .map((place) => userNamed(String(statSync(place).uid)))
      .find((owner) => owner && owner.uid !== 0) ??
    userNamed("postgres") ??
    userNamed("nobody");
  if (!found) {
    throw new Error(
      "PostgreSQL does not run as root and this machine has neither a user postgres nor nobody. " +
        "Create a user postgres, start Plumbline as an ordinary user, or set DATABASE_URL.",
    );
  }
  return found;
}

/** What `spawn` needs to start a program as that user. */
export function runAs(owner: Owner): { uid?: number; gid?: number } {
  return weAreRoot ? { uid: owner.uid, gid: owner.gid } : {};
}

/** Tried rather than computed from modes: access lists, mounts and security modules have a say too. */
export function canEnter(owner: Owner, folder: string): boolean {
  return spawnSync("test", ["-x", folder], { ...runAs(owner), cwd: "/" }).status === 0;
}

/** The folder itself or the nearest one above it that exists. */
export function existingFolder(path: string): string {
  return existsSync(path) ? path : existingFolder(dirname(path));
}

function ourselves(): Owner {
  try {
    const { uid, gid, username } = userInfo();
    return { uid, gid, name: username };
  } catch (cause) {
    throw new Error(
      `The user id ${process.getuid?.()} has no name on this machine, and PostgreSQL needs one. ` +
        "Add it to /etc/passwd, start as another user, or set DATABASE_URL.",
      { cause },
    );
  }
}

/** By name or number, through `id`, so that directory services count too; undefined when PostgreSQL would not find the user. */
function userNamed(user: string): Owner | undefined {
  const ask = (flag: string): string =>
    execFileSync("id", [flag, user], { encoding: "utf8", stdio: "pipe" }).trim();
  try {
    return { uid: Number(ask("-u")), gid: Number(ask("-g")), name: ask("-un") };
  } catch {
    return undefined;
  }
}
