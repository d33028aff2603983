import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { decrypted, type Opener, readIdentities, readPassphrase } from "./encryption.ts";

export type Asked = {
  readonly file: string;
  readonly quick: boolean;
  /** The installation's public key as somebody noted it elsewhere; null when the backup's own is believed. */
  readonly key: string | null;
  readonly bytes: () => AsyncIterable<Uint8Array>;
};

/** What `restore` and `backup verify` are given alike: a file and what opens it. */
export const readAsked = async (args: readonly string[], usage: string): Promise<Asked> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      identity: { type: "string" },
      "passphrase-file": { type: "string" },
      key: { type: "string" },
      quick: { type: "boolean" },
    },
  });
  const { identity, "passphrase-file": passphraseFile, key = null, quick = false } = values;
  if (!positionals[0] || positionals.length > 1) throw new Error(usage);
  const file = resolve(positionals[0]);
  if (!existsSync(file)) throw new Error(`There is no ${file}. Name a backup that exists.`);
  const opener: Opener | null = identity
    ? { identities: await readIdentities(identity) }
    : passphraseFile
      ? { passphrase: await readPassphrase(passphraseFile) }
      : null;
  if (!opener)
    throw new Error(
      "Say what opens it: --identity FILE (from plumb backup key) or --passphrase-file FILE.",
    );
  return {
    file,
    quick,
    key,
    bytes: () => decrypted(createReadStream(file, { highWaterMark: 2 ** 20 }), opener),
  };
};

export const refuseOtherKey = ({ key }: Asked, found: string): void => {
  if (key !== null && key !== found)
    throw new Error(
      `The backup was sealed with the key ${found} and not with ${key}. It is another installation's, or somebody made it up: use another backup.`,
    );
};
