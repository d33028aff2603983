import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadOrCreateLogKey } from "#core/log";
import {
  nameAt,
  refuseExisting,
  refuseKeepWithoutTime,
  writeWhole,
  type Written,
} from "./backup-file.ts";
import { withConnection } from "./connection.ts";
import { encrypted, type Lock, readPassphrase, writeIdentity } from "./encryption.ts";
import { parseKeep } from "./keep.ts";
import { pack } from "./pack.ts";
import { prune } from "./prune.ts";
import { beginSnapshot, readSnapshot } from "./snapshot.ts";
import { type Environment, signWhatIsNew, type Source, withSource } from "./source.ts";

const usage =
  "Say where to: plumb backup FILE, with --recipient age1… (or BACKUP_RECIPIENT) or --passphrase-file FILE, and --keep RULE if older ones are to go.";

/** `plumb backup FILE [--recipient AGE] [--passphrase-file FILE] [--keep RULE]` */
export const backupCommand = async (args: readonly string[], env: Environment): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      recipient: { type: "string", multiple: true },
      "passphrase-file": { type: "string" },
      keep: { type: "string" },
    },
  });
  const [wanted] = positionals;
  if (!wanted || positionals.length > 1) throw new Error(usage);
  const pattern = resolve(wanted);
  const keep = values.keep === undefined ? null : parseKeep(values.keep, "--keep");
  if (keep) refuseKeepWithoutTime(pattern);
  const lock = await chooseLock(values.recipient, values["passphrase-file"], env);
  return withSource(env, async (source) => {
    const file = nameAt(pattern, new Date());
    refuseExisting(file);
    const { bytes } = await backUp(source, file, lock);
    console.log(`${file}: ${bytes} bytes. Prove it: plumb backup verify ${file}`);
    const removed = keep ? await prune(pattern, keep) : [];
    if (removed.length > 0) await noteFact(source, "backup.pruned", { files: removed });
    for (const name of removed) console.log(`Removed ${name}, as --keep ${values.keep} says.`);
    return 0;
  });
};

/** `plumb backup key FILE` */
export const keyCommand = async (args: readonly string[]): Promise<number> => {
  const [file] = args;
  if (!file || args.length > 1) throw new Error("Say where to: plumb backup key FILE");
  const recipient = await writeIdentity(resolve(file));
  console.log(recipient);
  console.error(
    `Backups for this line are opened by ${file} alone. Keep that file elsewhere than the backups and the server, twice.`,
  );
  return 0;
};

/** One backup of one snapshot; the log says that it was made, and what it looks like. */
export const backUp = async (source: Source, file: string, lock: Lock): Promise<Written> => {
  const keyFile = join(source.dataDir, "log.key");
  if (!existsSync(keyFile))
    throw new Error(
      `There is no ${keyFile}, without which no restored log could go on. Back up where Plumbline runs, or set DATA_DIR to its data folder.`,
    );
  const { written, opening } = await withConnection(
    source.backup,
    "plumbline-backup",
    async (connection) => {
      const { rows } = await connection.query<{ id: string }>("select id from installation");
      await signWhatIsNew(source, rows[0]?.id ?? "");
      const first = await beginSnapshot(connection);
      const content = pack(first, readSnapshot(connection, source), loadOrCreateLogKey(keyFile));
      return { opening: first, written: await writeWhole(file, await encrypted(content, lock)) };
    },
  );
  const { bytes, digest } = written;
  const { createdAt: madeAt } = opening;
  await noteFact(source, "backup.written", { file: basename(file), madeAt, bytes, sha256: digest });
  return written;
};

const noteFact = ({ app }: Source, type: string, details: object): Promise<void> =>
  withConnection(app, "plumbline-backup", async (connection) => {
    await connection.query("begin");
    await connection.query("select set_config('plumb.context', $1, true)", [
      JSON.stringify({ kind: "console", operation: "backup.write" }),
    ]);
    await connection.query("select log_fact($1, null, null, $2, true)", [
      type,
      JSON.stringify(details),
    ]);
    await connection.query("commit");
  });

const chooseLock = async (
  given: readonly string[] | undefined,
  passphraseFile: string | undefined,
  env: Environment,
): Promise<Lock> => {
  const recipients = given ?? env["BACKUP_RECIPIENT"]?.split(/[\s,]+/).filter(Boolean) ?? [];
  if (given && passphraseFile)
    throw new Error(
      "Give either --recipient or --passphrase-file: one backup has one kind of key.",
    );
  if (passphraseFile) return { passphrase: await readPassphrase(passphraseFile) };
  if (recipients.length > 0) return { recipients };
  throw new Error(
    "A backup is always encrypted, so say for whom: make a key with plumb backup key FILE and give its line as --recipient or BACKUP_RECIPIENT, or give --passphrase-file FILE.",
  );
};
