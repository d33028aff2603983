import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Embedded, startEmbedded } from "#core/database";
import { prepareEmbedded } from "../house/embedded.ts";
import { readDatabaseUrls } from "../house/urls.ts";
import { checkStream } from "./check-stream.ts";
import { readAsked, refuseOtherKey } from "./open-backup.ts";
import { type Restored, restoreInto } from "./restore.ts";
import { dataFolder, type Environment } from "./source.ts";

const verifyUsage =
  "Say which: plumb backup verify FILE --identity FILE (or --passphrase-file FILE) [--quick] [--key BASE64]";
const restoreUsage =
  "Say which: plumb restore FILE --identity FILE (or --passphrase-file FILE) [--key BASE64]";

/** `plumb backup verify FILE`: every byte first, then a whole restore into a server that is thrown away. */
export const verifyCommand = async (args: readonly string[]): Promise<number> => {
  const asked = await readAsked(args, verifyUsage);
  const checked = await checkStream(asked.bytes());
  refuseOtherKey(asked, checked.key);
  console.log(
    `${asked.file}: whole and unaltered, ${checked.rows} rows as of ${checked.createdAt}, sealed with the key ${checked.key}.`,
  );
  if (asked.quick) return 0;
  const folder = await mkdtemp(join(tmpdir(), "plumbline-verify-"));
  try {
    // The database server's own user must be able to enter.
    await chmod(folder, 0o755);
    const { rows, entries } = await onEmbedded(folder, true, (migration, dataDir) =>
      restoreInto({ migration, dataDir }, asked.bytes()),
    );
    console.log(
      `Restored on trial: ${rows} rows compared by table and organisation, ${entries} log entries verified. Nothing was touched.`,
    );
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** `plumb restore FILE` into an empty data folder, or into the empty database of MIGRATION_DATABASE_URL. */
export const restoreCommand = async (
  args: readonly string[],
  env: Environment,
): Promise<number> => {
  const asked = await readAsked(args, restoreUsage);
  const dataDir = dataFolder(env);
  refuseKept(dataDir);
  const { key } = await checkStream(asked.bytes());
  refuseOtherKey(asked, key);
  const given = readDatabaseUrls(env);
  const restored = given
    ? await restoreInto({ migration: given.migration, dataDir }, asked.bytes())
    : await restoreFolder(dataDir, asked.bytes());
  console.log(summary(restored));
  return 0;
};

const restoreFolder = async (
  dataDir: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Restored> => {
  const wasEmpty = !existsSync(dataDir) || (await readdir(dataDir)).length === 0;
  let used = dataDir;
  try {
    return await onEmbedded(dataDir, false, (migration, place) => {
      used = place;
      refuseKept(place);
      return restoreInto({ migration, dataDir: place }, bytes);
    });
  } catch (error) {
    // Only what this restore has made: a folder that held anything before stays as it is.
    if (wasEmpty && used === dataDir)
      for (const name of existsSync(dataDir) ? await readdir(dataDir) : [])
        await rm(join(dataDir, name), { recursive: true, force: true });
    throw error;
  }
};

const onEmbedded = async (
  folder: string,
  fast: boolean,
  run: (migration: string, dataDir: string) => Promise<Restored>,
): Promise<Restored> => {
  const say = (line: string) => console.error(line);
  const embedded: Embedded = await startEmbedded({ dataDir: folder, say, cluster: { fast } });
  try {
    const { migration } = await prepareEmbedded(embedded);
    return await run(migration, embedded.dataDir);
  } finally {
    await embedded.stop();
  }
};

const refuseKept = (dataDir: string): void => {
  for (const name of ["log.key", "files"])
    if (existsSync(join(dataDir, name)))
      throw new Error(
        `${join(dataDir, name)} is there: this folder belongs to an installation. Set DATA_DIR to an empty folder; nothing was changed.`,
      );
};

const summary = ({ createdAt, rows, entries, manifest }: Restored): string =>
  [
    `Restored the backup of ${createdAt}: ${rows} rows in ${Object.keys(manifest.tables).length} tables, compared by table and organisation;`,
    `${entries} log entries in ${Object.keys(manifest.trees).length} logs, verified. Everybody signs in again. Start Plumbline now.`,
  ].join("\n");
