import { chmod, mkdtemp, readdir, rm, rmdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddedFolder, startEmbedded } from "#core/database";
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
  const { rows, entries } = await restoreOnTrial(asked.bytes());
  console.log(
    `Restored on trial: ${rows} rows compared by table and organisation, ${entries} log entries verified. Nothing was touched.`,
  );
  return 0;
};

const restoreOnTrial = async (bytes: AsyncIterable<Uint8Array>): Promise<Restored> => {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-verify-"));
  // The database server's own user must be able to enter.
  await chmod(folder, 0o755);
  // Nothing here outlives the command, so nothing needs to survive a power cut.
  const cluster = { fast: true };
  const embedded = await startEmbedded({ dataDir: folder, say: () => {}, cluster });
  try {
    const { migration } = await prepareEmbedded(embedded);
    return await restoreInto({ migration, dataDir: embedded.dataDir }, bytes);
  } finally {
    await embedded.stop();
    for (const place of [folder, embedded.dataDir])
      await rm(place, { recursive: true, force: true });
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
  if (restored.manifest.files["settings.env"])
    console.log(
      "The settings of then lie in settings.env in the data folder: compare them with yours.",
    );
  return 0;
};

/** On the embedded server in that folder. What a failed restore has made there goes again, and nothing else. */
const restoreFolder = async (
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Restored> => {
  const isNew = embeddedFolder(folder) === null;
  const wasThere = existsSync(folder);
  const say = (line: string) => console.error(line);
  const embedded = await startEmbedded({ dataDir: folder, say });
  const { dataDir } = embedded;
  try {
    refuseKept(dataDir);
    const { migration } = await prepareEmbedded(embedded);
    const restored = await restoreInto({ migration, dataDir }, bytes);
    await embedded.stop();
    return restored;
  } catch (error) {
    await embedded.stop();
    if (isNew) await removeMade(dataDir);
    if (isNew && !wasThere) await rmdir(dataDir).catch(() => {});
    throw error;
  }
};

const made = /^(?:postgres|postgres\.log|socket|restoring|lock\.\d+)$/;

const removeMade = async (dataDir: string): Promise<void> => {
  for (const name of (await readdir(dataDir)).filter((one) => made.test(one)))
    await rm(join(dataDir, name), { recursive: true, force: true });
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
