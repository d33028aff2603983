import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Embedded } from "./index.ts";
import { sharedPlace } from "./folder.ts";
import { socketFolderOfLast } from "./remains.ts";
import { answers, socketUrl } from "./socket.ts";

/** The server that a Plumbline runs on this folder now, for commands that work beside it; null when none answers there. */
export async function runningEmbedded(
  dataDir: string,
): Promise<Pick<Embedded, "dataDir" | "url"> | null> {
  const intended = resolve(dataDir);
  for (const place of [intended, sharedPlace(intended)]) {
    const clusterDir = join(place, "postgres");
    if (!existsSync(join(clusterDir, "postmaster.pid"))) continue;
    const socketDir = socketFolderOfLast(clusterDir);
    if (socketDir === undefined || !(await answers(socketDir))) continue;
    return {
      dataDir: place,
      url: (role, database = "postgres") => socketUrl(socketDir, role, database),
    };
  }
  return null;
}
