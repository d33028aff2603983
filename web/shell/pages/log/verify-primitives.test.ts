import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { expect, test } from "vitest";
import { knowsEd25519, sha256, verifyEd25519 } from "./verify-primitives.ts";

test("the browser's SHA-256 is that of every other machine, whatever the length", () => {
  for (let length = 0; length < 300; length++) {
    const bytes = randomBytes(length);
    expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("base64"));
  }
});

test("WebCrypto accepts an Ed25519 signature of this key and this text only", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const text = Buffer.from("a checkpoint\n");
  const signature = sign(null, text, privateKey);
  expect(await knowsEd25519()).toBe(true);
  expect(await verifyEd25519(raw, text, signature)).toBe(true);
  expect(await verifyEd25519(raw, Buffer.from("another\n"), signature)).toBe(false);
  expect(await verifyEd25519(raw, text, randomBytes(64))).toBe(false);
});
