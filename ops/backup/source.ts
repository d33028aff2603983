import { join, resolve } from "node:path";
import { createPool, embeddedFolder, runningEmbedded, startEmbedded } from "#core/database";
import { loadOrCreateLogKey, startSequencer } from "#core/log";
import type { KeptPlaces } from "./files.ts";
import { readDatabaseUrls } from "../house/urls.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Addresses by role: the backup's own reads everything and writes nothing, the application's leaves the fact in the log. */
export type Source = {
  readonly backup: string;
  readonly app: string;
  readonly system: string;
} & KeptPlaces;

export const dataFolder = (env: Environment): string =>
  resolve(env["DATA_DIR"] ?? join(import.meta.dirname, "../../.plumbline"));

/** The database of the environment; else the running embedded server, beside Plumbline; else that server, for this backup alone. */
export const withSource = async <T>(
  env: Environment,
  run: (source: Source) => Promise<T>,
): Promise<T> => {
  const wanted = dataFolder(env);
  const settingsFile = env["SETTINGS_FILE"];
  const given = readDatabaseUrls(env);
  if (given) {
    const backup = env["BACKUP_DATABASE_URL"];
    if (!backup)
      throw new Error(
        "BACKUP_DATABASE_URL is not set. Set it to the address of the role plumbline_backup (see migrations/roles.sql).",
      );
    return run({ ...given, backup, dataDir: wanted, settingsFile });
  }
  const running = await runningEmbedded(wanted);
  if (running) return run({ ...sourceOn(running), settingsFile });
  if (embeddedFolder(wanted) === null)
    throw new Error(
      `There is no database in ${wanted}. Set DATA_DIR to Plumbline's data folder, or DATABASE_URL and its companions.`,
    );
  const embedded = await startEmbedded({ dataDir: wanted, say: (line) => console.error(line) });
  try {
    return await run({ ...sourceOn(embedded), settingsFile });
  } finally {
    await embedded.stop();
  }
};

/** Where no Plumbline runs nobody else numbers and signs what is new; where one runs, it holds the lease and this does nothing. */
export const signWhatIsNew = async (
  { system, dataDir }: Source,
  installation: string,
): Promise<void> => {
  const pool = createPool(system, { max: 1, name: "plumbline-backup", onError: () => {} });
  try {
    const key = loadOrCreateLogKey(join(dataDir, "log.key"));
    const onError = (error: Error) => console.error(error.message);
    await startSequencer({ pool, key, installation, onError }).stop();
  } finally {
    await pool.end();
  }
};

const sourceOn = ({
  dataDir,
  url,
}: {
  dataDir: string;
  url: (role: string, database: string) => string;
}): Omit<Source, "settingsFile"> => ({
  dataDir,
  backup: url("plumbline_backup", "plumbline"),
  app: url("plumbline_app", "plumbline"),
  system: url("plumbline_system", "plumbline"),
});
