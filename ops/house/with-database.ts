import { join, resolve } from "node:path";
import { migrate, startEmbedded } from "#core/database";
import { prepareEmbedded } from "./embedded.ts";
import { type DatabaseUrls, readDatabaseUrls } from "./urls.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** For commands: the database of the environment, or the embedded one for as long as the command runs. */
export const withDatabase = async <T>(
  env: Environment,
  run: (urls: DatabaseUrls, dataDir: string) => Promise<T>,
): Promise<T> => {
  const wanted = resolve(env["DATA_DIR"] ?? join(import.meta.dirname, "../../.plumbline"));
  const given = readDatabaseUrls(env);
  if (given) return run(given, wanted);
  const embedded = await startEmbedded({ dataDir: wanted, say: (line) => console.error(line) });
  try {
    const urls = await prepareEmbedded(embedded);
    await migrate(urls.migration);
    return await run(urls, embedded.dataDir);
  } finally {
    await embedded.stop();
  }
};
