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
  const place = embeddedFolder(dataDir);
  const socketDir = place === null ? undefined : socketFolderOfLast(join(place, "postgres"));
  if (place === null || socketDir === undefined || !(await answers(socketDir))) return null;
  return {
    dataDir: place,
    url: (role, database = "postgres") => socketUrl(socketDir, role, database),
  };
}

/** The folder that holds this data folder's cluster, if there is one: itself, or where the server's user can enter. */
export function embeddedFolder(dataDir: string): string | null {
  const intended = resolve(dataDir);
  const places = [intended, sharedPlace(intended)];
  return places.find((place) => existsSync(join(place, "postgres"))) ?? null;
}
