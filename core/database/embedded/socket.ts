import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canEnter, weAreRoot } from "./owner.ts";
import type { Place } from "./folder.ts";

/** Only part of the socket's file name: the server listens on no network at all. */
export const port = 5432;

// sun_path with its closing zero holds 108 bytes on Linux, 104 on macOS.
const longestPath = process.platform === "darwin" ? 103 : 107;

/** A folder that only the server's user and root can enter, in the data folder or, when that path is too long, in a short one. */
export function socketFolder({ dataDir, owner }: Place): string {
  const inside = join(dataDir, "socket");
  if (Buffer.byteLength(socketFile(inside)) < longestPath)
    return privateFolder(inside, owner) ?? refuse(inside);
  const short =
    [tmpdir(), "/tmp"].find((folder) => folder.length < 60 && canEnter(owner, folder)) ?? "/tmp";
  const name = `plumbline-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`;
  return (
    privateFolder(join(short, name), owner) ??
    ownedBy(mkdtempSync(join(short, "plumbline-")), owner)
  );
}

export function socketFile(socketDir: string): string {
  return join(socketDir, `.s.PGSQL.${port}`);
}

/** The form that node-postgres understands for a socket: the folder as a parameter. */
export function socketUrl(socketDir: string, role: string, database: string): string {
  const parameters = `host=${encodeURIComponent(socketDir)}&port=${port}`;
  return `postgresql://${encodeURIComponent(role)}@/${encodeURIComponent(database)}?${parameters}`;
}

/** True when a server answers there, wherever it runs: a process in another container has no pid that we could see. */
export function answers(socketDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socketFile(socketDir));
    const settle = (open: boolean) => {
      connection.destroy();
      resolve(open);
    };
    connection.once("connect", () => settle(true)).once("error", () => settle(false));
    connection.setTimeout(2000, () => settle(false));
  });
}

/** Undefined when the name belongs to somebody else: in a shared folder anyone may be first. */
function privateFolder(folder: string, owner: Place["owner"]): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return ownedBy(folder, owner);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const found = lstatSync(folder);
  const ours = found.uid === owner.uid || (weAreRoot && found.uid === 0);
  return found.isDirectory() && ours ? ownedBy(folder, owner) : undefined;
}

function ownedBy(folder: string, owner: Place["owner"]): string {
  chmodSync(folder, 0o700);
  if (weAreRoot) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

function refuse(folder: string): never {
  throw new Error(`${folder} must be a folder of the server's user. Remove it, then start again.`);
}
