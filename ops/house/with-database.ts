import { join, resolve } from "node:path";
import { migrate, runningEmbedded, startEmbedded } from "#core/database";
import { prepareEmbedded, urlsOf } from "./embedded.ts";
import { type DatabaseUrls, readDatabaseUrls } from "./urls.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** For commands: the database of the environment, the embedded one that a Plumbline runs now, or one of its own. */
export const withDatabase = async <T>(
  env: Environment,
  run: (urls: DatabaseUrls, dataDir: string) => Promise<T>,
): Promise<T> => {
  const wanted = resolve(env["DATA_DIR"] ?? join(import.meta.dirname, "../../.plumbline"));
  const given = readDatabaseUrls(env);
  if (given) return run(given, wanted);
  const running = await runningEmbedded(wanted);
  if (running) return run(urlsOf(running), running.dataDir);
  const embedded = await startEmbedded({ dataDir: wanted, say: (line) => console.error(line) });
  try {
    const urls = await prepareEmbedded(embedded);
    await migrate(urls.migration);
    return await run(urls, embedded.dataDir);
  } finally {
    await embedded.stop();
  }
};
