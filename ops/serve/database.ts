import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { runningEmbedded, startEmbedded } from "#core/database";
import type { Embedded } from "#core/database";
import { prepareEmbedded } from "../house/embedded.ts";
import { type DatabaseUrls, readDatabaseUrls } from "../house/urls.ts";
import type { Environment } from "./settings-file.ts";

export type Reached = { readonly urls: DatabaseUrls; readonly dataDir: string };

/**
 * For commands beside or before `serve`: the database of the settings, the embedded server that runs, or that server for
 * this command alone. Migrates nothing. Without `make`, answers null where no embedded database was made yet.
 */
export const reachDatabase = async <T>(
  env: Environment,
  { make }: { readonly make: boolean },
  run: (reached: Reached | null) => Promise<T>,
): Promise<T> => {
  const dataDir = resolve(env["DATA_DIR"] ?? join(import.meta.dirname, "../../.plumbline"));
  const given = readDatabaseUrls(env);
  if (given) return run({ urls: given, dataDir });
  const running = await runningEmbedded(dataDir);
  if (running) return run({ urls: urlsOn(running), dataDir: running.dataDir });
  if (!make && !existsSync(join(dataDir, "postgres"))) return run(null);
  const embedded = await startEmbedded({ dataDir, say: (line) => console.error(line) });
  try {
    if (make) await prepareEmbedded(embedded);
    return await run({ urls: urlsOn(embedded), dataDir: embedded.dataDir });
  } finally {
    await embedded.stop();
  }
};

const urlsOn = ({ url }: Pick<Embedded, "url">): DatabaseUrls => ({
  app: url("plumbline_app", "plumbline"),
  system: url("plumbline_system", "plumbline"),
  migration: url("plumbline_migrator", "plumbline"),
});
