import { spawn } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { folderFault, tellsOfFullDisk } from "./folder.ts";
import type { Place } from "./folder.ts";
import { runAs, weAreRoot } from "./owner.ts";
import { serverEnvironment } from "./settings.ts";
import type { ClusterOptions } from "./settings.ts";

const major = "18";

/** Makes the cluster if there is none. What is half made never carries the cluster's name. */
export async function ensureCluster(
  place: Place,
  bin: string,
  options: ClusterOptions,
  say: (line: string) => void,
): Promise<void> {
  const { clusterDir, dataDir } = place;
  removeDrafts(dataDir);
  if (existsSync(clusterDir) && readdirSync(clusterDir).length > 0) {
    return checkVersion(clusterDir);
  }
  say(`Creating the database in ${dataDir}.`);
  const draft = mkdtempSync(join(dataDir, draftPrefix));
  if (weAreRoot) chownSync(draft, place.owner.uid, place.owner.gid);
  const problem = await initialise(draft, place, bin, options);
  if (problem !== undefined) {
    rmSync(draft, { recursive: true, force: true });
    throw initialiseFault(place, problem);
  }
  renameSync(draft, clusterDir);
  syncFolder(dirname(clusterDir));
}

const draftPrefix = "postgres.new.";

/** A start killed half way leaves its draft, and perhaps an initdb that still writes to it: the next start removes what is left. */
function removeDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith(draftPrefix))) {
    rmSync(join(dataDir, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

function checkVersion(clusterDir: string): void {
  const file = join(clusterDir, "PG_VERSION");
  const found = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  if (found === major) return;
  throw new Error(
    found
      ? `${clusterDir} was made by PostgreSQL ${found} and this Plumbline carries ${major}. Restore a backup into an empty DATA_DIR.`
      : `${clusterDir} holds something that is not a PostgreSQL cluster. Move it away, or set DATA_DIR to another folder.`,
  );
}

/** Undefined when it worked, else what initdb said. */
function initialise(
  draft: string,
  place: Place,
  bin: string,
  options: ClusterOptions,
): Promise<string | undefined> {
  const locale =
    process.platform === "darwin" ? ["--locale=C", "--lc-ctype=en_US.UTF-8"] : ["--locale=C.UTF-8"];
  const args = [
    "--pgdata",
    draft,
    "--username=postgres",
    "--encoding=UTF8",
    "--data-checksums",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...locale,
    // Trust lets a role's name in a URL be enough, and is safe here: only the server's user and root
    // can enter the socket's folder, and the server listens nowhere else.
    "--auth-local=trust",
    "--auth-host=reject",
    ...(options.fast ? ["--no-sync"] : []),
  ];
  return new Promise((resolve) => {
    const child = spawn(join(bin, "initdb"), args, {
      ...runAs(place.owner),
      cwd: "/",
      env: serverEnvironment,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) =>
      resolve(code === 0 ? undefined : complaint || `initdb ended with ${code}`),
    );
  });
}

function initialiseFault({ dataDir }: Place, problem: string): Error {
  const cause = new Error(problem);
  if (tellsOfFullDisk(problem))
    return folderFault(dataDir, Object.assign(cause, { code: "ENOSPC" }));
  if (/Permission denied|Read-only/.test(problem))
    return folderFault(dataDir, Object.assign(cause, { code: "EACCES" }));
  return new Error(
    `The database could not be created in ${dataDir}: ${problem.trim()} Mend that and start again; nothing was left behind.`,
    { cause },
  );
}

/** The new name must survive a power cut as the cluster itself does. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
