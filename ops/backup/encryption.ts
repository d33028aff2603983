import { readFile, writeFile } from "node:fs/promises";
import { pipeline, type Transform } from "node:stream";
import { ReadableStream as NodeStream } from "node:stream/web";
import { createGunzip, createGzip } from "node:zlib";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

/** Who can open a backup: holders of identities, or of one passphrase. */
export type Lock = { readonly recipients: readonly string[] } | { readonly passphrase: string };
export type Opener = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** Compressed, as the same texts come again and again, and then encrypted. */
export const encrypted = async (
  bytes: AsyncIterable<Uint8Array>,
  lock: Lock,
): Promise<AsyncIterable<Uint8Array>> => {
  const encrypter = new Encrypter();
  if ("passphrase" in lock) encrypter.setPassphrase(lock.passphrase);
  else for (const recipient of lock.recipients) addRecipient(encrypter, recipient);
  return iterable(await encrypter.encrypt(streamOf(through(bytes, createGzip({ level: 3 })))));
};

/** Every chunk is authentic before it comes out of here; whether all are there is known at the end. */
export async function* decrypted(
  bytes: AsyncIterable<Uint8Array>,
  opener: Opener,
): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  if ("passphrase" in opener) decrypter.addPassphrase(opener.passphrase);
  else for (const identity of opener.identities) decrypter.addIdentity(identity);
  try {
    const content = iterable(await decrypter.decrypt(streamOf(bytes)));
    yield* through(content, createGunzip());
  } catch (cause) {
    const says = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      /no identity matched/.test(says)
        ? "This key does not open the backup. Give the identity or the passphrase that belongs to it."
        : `The backup is damaged, cut short, or no backup at all (${says}). Use another backup.`,
      { cause },
    );
  }
}

/** Writes a new identity, readable by its owner only, and answers what backups are encrypted to. */
export const writeIdentity = async (file: string): Promise<string> => {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const text = `# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${identity}\n`;
  await writeFile(file, text, { mode: 0o600, flag: "wx" }).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      cause.code === "EEXIST"
        ? `${file} is there already, and backups may depend on it. Choose another name.`
        : `${file} cannot be written (${cause.message}). Choose another place.`,
      { cause },
    );
  });
  return recipient;
};

export const readIdentities = async (file: string): Promise<readonly string[]> => {
  const found = (await readSecret(file)).match(/^AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]+$/gm) ?? [];
  if (found.length > 0) return found;
  throw new Error(`${file} holds no age identity. Give the file that plumb backup key wrote.`);
};

export const readPassphrase = async (file: string): Promise<string> => {
  const [first = ""] = (await readSecret(file)).split("\n");
  const passphrase = first.trim();
  if (passphrase.length >= 12) return passphrase;
  throw new Error(
    `The first line of ${file} must be a passphrase of 12 characters or more. Write a longer one.`,
  );
};

const readSecret = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new Error(`${file} cannot be read (${(cause as Error).message}). Name a file that can.`, {
      cause,
    });
  }
};

const addRecipient = (encrypter: Encrypter, recipient: string): void => {
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new Error(
      `“${recipient}” is no age recipient. Give the line that plumb backup key printed; it begins with age1.`,
      { cause },
    );
  }
};

/** Every byte through a transform; a fault on either side is thrown where the result is read. */
const through = (bytes: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Buffer> => {
  pipeline(bytes, transform, () => {});
  return transform;
};

// The library speaks of the browser's streams; in Node they are the same objects under another type.
const streamOf = (bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> =>
  NodeStream.from(bytes) as ReadableStream<Uint8Array>;

const iterable = (stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> =>
  stream as NodeStream<Uint8Array>;
