import { randomInt } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bytesOf, gather, lock, opener, sampleBackup, scratchFolder } from "./backup-rig.ts";
import { checkStream } from "./check-stream.ts";
import {
  decrypted,
  encrypted,
  readIdentities,
  readPassphrase,
  writeIdentity,
} from "./encryption.ts";

let whole: Buffer;
let headerLength: number;

beforeAll(async () => {
  whole = await sampleBackup();
  headerLength = whole.indexOf("\n", whole.indexOf("\n--- ") + 1) + 1;
});

const check = (bytes: Buffer) => checkStream(decrypted(bytesOf(bytes), opener));
const refused = /The backup is damaged|This key does not open the backup|The backup differs/;

test("one flipped byte is found at 200 places, and in every byte of the header", async () => {
  expect((await check(whole)).rows).toBe(600);
  const places = [
    ...Array.from({ length: headerLength }, (_, at) => at),
    ...Array.from({ length: 200 }, () => randomInt(headerLength, whole.length)),
    whole.length - 1,
  ];
  const missed: number[] = [];
  for (const at of places) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << randomInt(8));
    await check(damaged).then(
      () => missed.push(at),
      (error: Error) => expect(error.message).toMatch(refused),
    );
  }
  expect(missed).toEqual([]);
});

test("a backup that is cut short anywhere, or has something behind its end, is found", async () => {
  const chunk = 65_552;
  const lengths = [
    ...[0, 1, headerLength, headerLength + 16, whole.length - 1],
    ...Array.from(
      { length: Math.floor(whole.length / chunk) },
      (_, n) => headerLength + 16 + n * chunk,
    ),
    ...Array.from({ length: 30 }, () => randomInt(whole.length)),
  ];
  for (const length of lengths)
    await expect(check(whole.subarray(0, length)), `${length} bytes`).rejects.toThrow(refused);
  await expect(check(Buffer.concat([whole, Buffer.from("x")]))).rejects.toThrow(refused);
  await expect(check(Buffer.concat([whole, whole]))).rejects.toThrow(refused);
});

test("a truncated container inside a whole encryption is found too", async () => {
  const inside = Buffer.concat(await gather(decrypted(bytesOf(whole), opener)));
  const seal = inside.lastIndexOf("\n", inside.length - 2) + 1;
  const manifest = inside.lastIndexOf("\n", seal - 2) + 1;
  for (const length of [seal, manifest, manifest + 40, inside.length - 1, randomInt(manifest), 0]) {
    const again = await encrypted(bytesOf(inside.subarray(0, length)), lock);
    await expect(check(Buffer.concat(await gather(again))), `${length} bytes`).rejects.toThrow(
      /The backup is damaged|This is no backup/,
    );
  }
});

test("content and seal that were changed inside a whole encryption are found by each other", async () => {
  const inside = Buffer.concat(await gather(decrypted(bytesOf(whole), opener)));
  const changed = async (from: string, to: string) =>
    check(
      Buffer.concat(
        await gather(
          await encrypted(
            bytesOf(Buffer.from(inside.toString("latin1").replace(from, to), "latin1")),
            lock,
          ),
        ),
      ),
    );
  const signature = inside.toString("latin1").slice(-20, -10);
  const other = signature.startsWith("A") ? "B" : "A";
  await expect(changed('(7,"a', '(8,"a')).rejects.toThrow(
    "has not the digest that it was sealed with",
  );
  await expect(changed(signature, other + signature.slice(1))).rejects.toThrow(
    "not made with the installation's key",
  );
  await expect(changed('"table":"notice"', '"table":"notes!"')).rejects.toThrow(
    "has not the digest",
  );
});

test("a key is readable by its owner alone, is not overwritten, and another one does not open the backup", async () => {
  const folder = scratchFolder();
  const file = join(folder, "key.txt");
  expect(await writeIdentity(file)).toMatch(/^age1[a-z0-9]{58}$/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(writeIdentity(file)).rejects.toThrow(
    "is there already, and backups may depend on it",
  );
  const identities = await readIdentities(file);
  await expect(checkStream(decrypted(bytesOf(whole), { identities }))).rejects.toThrow(
    "This key does not open the backup",
  );
});

test("a passphrase opens what it has locked, and a key does not", async () => {
  const file = join(scratchFolder(), "phrase");
  await writeFile(file, "too short\n");
  await expect(readPassphrase(file)).rejects.toThrow("12 characters or more");
  await writeFile(file, "correct horse battery\n");
  const passphrase = await readPassphrase(file);
  const locked = await gather(await encrypted(bytesOf(Buffer.from("content")), { passphrase }));
  expect(
    Buffer.concat(await gather(decrypted(bytesOf(...locked), { passphrase }))).toString(),
  ).toBe("content");
  // The work that guards a passphrase is spent once for each try, so only a key is tried here as well.
  await expect(gather(decrypted(bytesOf(...locked), opener))).rejects.toThrow(
    "This key does not open the backup",
  );
}, 60_000);
