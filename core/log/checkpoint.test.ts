import { randomUUID, verify, createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeCheckpoint } from "./checkpoint.ts";
import { loadOrCreateLogKey, publicKeyBase64 } from "./key.ts";
import { newKey } from "./sample-log.ts";
import { keyId, nodePrimitives, readCheckpoint } from "./verify.ts";

const { sha256, verifyEd25519 } = nodePrimitives();

test("key ids and signatures are those of C2SP's signed notes: the published example of the Go checksum database verifies", () => {
  const key = Buffer.from("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "base64").subarray(1);
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const line =
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
  const signature = Buffer.from(line, "base64");
  expect(Buffer.from(keyId("PeterNeumann", key, sha256)).toString("hex")).toBe("c74f20a3");
  expect(signature.subarray(0, 4).toString("hex")).toBe("c74f20a3");
  expect(verifyEd25519(key, Buffer.from(text), signature.subarray(4))).toBe(true);
});

test("a checkpoint is a C2SP checkpoint: origin, size, root, its time, and one signature over exactly that text", () => {
  const key = newKey();
  const installation = randomUUID();
  const org = randomUUID();
  const root = sha256(Buffer.from("root"));
  const at = "2026-11-20T10:00:00.123456Z";
  const note = writeCheckpoint({ installation, org, size: 42, root, at }, key);
  const [text = "", lines = ""] = note.split(/(?<=\n)\n/);
  expect(text).toBe(`plumbline/${installation}/${org}\n42\n${root}\n${at}\n`);
  expect(lines).toMatch(new RegExp(`^— plumbline/${installation} [A-Za-z0-9+/]{91}=\n$`));
  const signature = Buffer.from(lines.split(" ")[2] ?? "", "base64").subarray(4);
  expect(verify(null, Buffer.from(text), createPublicKey(key), signature)).toBe(true);
  expect(readCheckpoint(note)).toMatchObject({
    origin: `plumbline/${installation}/${org}`,
    size: 42,
    root,
    at,
  });
});

test("a checkpoint of a simulated installation says so in its name, which its signature covers", () => {
  const [key, installation, org] = [newKey(), randomUUID(), randomUUID()];
  const root = sha256(Buffer.from("root"));
  const head = { installation, org, size: 1, root, at: "2026-11-20T10:00:00.123456Z" };
  const note = writeCheckpoint({ ...head, simulated: true }, key);
  const origin = `plumbline-simulated/${installation}/${org}`;
  expect(readCheckpoint(note)?.origin).toBe(origin);
  expect(note).toContain(`— plumbline-simulated/${installation} `);
});

test("the log's key is made once, for its owner's eyes only, and a damaged one is a sentence", () => {
  const folder = mkdtempSync(join(tmpdir(), "log-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log.key");
  const made = publicKeyBase64(loadOrCreateLogKey(file));
  expect(publicKeyBase64(loadOrCreateLogKey(file))).toBe(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, "nothing of use");
  expect(() => loadOrCreateLogKey(file)).toThrow(/holds no Ed25519 key. Restore it from a backup/);
});
