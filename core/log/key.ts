import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** The installation's signing key. It is made once: whoever comes second takes the file of whoever came first. */
export function loadOrCreateLogKey(file: string): KeyObject {
  try {
    return readKey(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const fresh = `${file}.${process.pid}`;
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(fresh, privateKey.export({ type: "pkcs8", format: "pem" }), {
    mode: 0o600,
    flush: true,
  });
  try {
    linkSync(fresh, file);
    keepName(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(fresh);
  }
  return readKey(file);
}

/** A name reaches the disk with its folder only: a power cut must not take the key of a log that it has signed. */
function keepName(file: string): void {
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function readKey(file: string): KeyObject {
  const pem = readFileSync(file, "utf8");
  chmodSync(file, 0o600);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // A damaged file gets the same sentence as a key of the wrong kind.
  }
  throw new Error(
    `${file} holds no Ed25519 key. Restore it from a backup: without it no checkpoint can be signed, and a new key breaks the chain of the old ones.`,
  );
}

export function publicKeyBytes(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: "jwk" }).x ?? "", "base64url");
}

export function publicKeyBase64(key: KeyObject): string {
  return publicKeyBytes(key).toString("base64");
}
