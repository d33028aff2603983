import { createPublicKey, hash, verify } from "node:crypto";
import type { Primitives } from "./verify.ts";

/** Node's own cryptography for the verifier, which brings none of its own. */
export function sha256(bytes: Uint8Array): string {
  return hash("sha256", bytes, "base64");
}

function verifyEd25519(key: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  const x = Buffer.from(key).toString("base64url");
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, text, publicKey, signature);
}

export const primitives: Primitives = { sha256, verifyEd25519 };
