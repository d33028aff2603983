import { findBinaries } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { choosePlace, folderFault } from "./folder.ts";
import type { Place } from "./folder.ts";
import { takeLock } from "./lock.ts";
import { boundLog } from "./log-file.ts";
import { clearRemains } from "./remains.ts";
import { startServer } from "./server.ts";
import type { ServerPlan } from "./server.ts";
import type { ClusterOptions } from "./settings.ts";
import { port, socketFolder, socketUrl } from "./socket.ts";
import { supervise } from "./supervise.ts";

export type EmbeddedOptions = {
  dataDir: string;
  say: (line: string) => void;
  cluster?: ClusterOptions;
};

export type Embedded = {
  /** The folder really used, which is not the one asked for when the server's user cannot enter that. */
  dataDir: string;
  socketDir: string;
  port: number;
  url(role: string, database?: string): string;
  superuserUrl(database?: string): string;
  /** Resolves when the database is down for good: with the fault when it was given up, with nothing after `stop`. */
  ended: Promise<Error | undefined>;
  /** Ends the server, cleanly if it lets us, and frees the folder. */
  stop(): Promise<void>;
};

/**
 * Starts Plumbline's own PostgreSQL on a private socket and keeps it running. Makes the cluster when there is none, clears up
 * after whatever was killed before, and refuses a folder that another Plumbline uses.
 */
export async function startEmbedded({
  dataDir,
  say,
  cluster = {},
}: EmbeddedOptions): Promise<Embedded> {
  const place = choosePlace(dataDir, say);
  try {
    return await startIn(place, cluster, say);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall ? folderFault(place.dataDir, error) : error;
  }
}

async function startIn(
  place: Place,
  options: ClusterOptions,
  say: (line: string) => void,
): Promise<Embedded> {
  const bin = findBinaries(place.owner, say);
  const lock = takeLock(place.dataDir);
  try {
    const socketDir = socketFolder(place);
    await ensureCluster(place, bin, options, say);
    const plan: ServerPlan = { place, bin, socketDir, options };
    const server = await supervise(async (aborted) => {
      await clearRemains(place.clusterDir, socketDir, say);
      return startServer(plan, aborted, say);
    }, say);
    const bounding = setInterval(() => boundLog(place.dataDir), 60_000).unref();
    return embedded(place, socketDir, server.ended, async () => {
      clearInterval(bounding);
      await server.stop();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function embedded(
  place: Place,
  socketDir: string,
  ended: Embedded["ended"],
  end: () => Promise<void>,
): Embedded {
  const url = (role: string, database = "postgres") => socketUrl(socketDir, role, database);
  let stopped: Promise<void> | undefined;
  return {
    dataDir: place.dataDir,
    socketDir,
    port,
    url,
    superuserUrl: (database) => url("postgres", database),
    ended,
    stop: () => (stopped ??= end()),
  };
}
