import { createHash, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { publicKeyBase64 } from "#core/log";
import { type Manifest, type Opening, rowEnd, sealedText } from "./format.ts";

/** What a backup is made of, in this order: rows and parts of files, then the manifest. */
export type Piece =
  | { readonly table: string; readonly rows: readonly string[] }
  | { readonly file: string; readonly part: Buffer }
  | { readonly end: Manifest };

/** The bytes of a backup, before they are encrypted. */
export async function* pack(
  first: Opening,
  pieces: AsyncIterable<Piece>,
  key: KeyObject,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const noted = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  yield noted(lineOf(first));
  for await (const piece of pieces) yield noted(bytesOf(piece));
  const digest = hash.digest("hex");
  const signature = sign(null, sealedText(digest), key).toString("base64");
  yield lineOf({ digest, key: publicKeyBase64(key), signature });
}

const bytesOf = (piece: Piece): Buffer => {
  if ("end" in piece) return lineOf(piece);
  if ("part" in piece) return block({ file: piece.file }, piece.part);
  const rows = Buffer.from(piece.rows.map((row) => row + rowEnd).join(""));
  return block({ table: piece.table }, rows);
};

const block = (head: object, bytes: Buffer): Buffer =>
  Buffer.concat([lineOf({ ...head, bytes: bytes.length }), bytes]);

const lineOf = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
