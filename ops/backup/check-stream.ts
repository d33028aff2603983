import { createHash } from "node:crypto";
import { compareFiles, differences, refuse } from "./compare.ts";
import type { Manifest } from "./format.ts";
import { counter } from "./tables.ts";
import { type Sealed, unpack } from "./unpack.ts";

export type Checked = Sealed & { readonly createdAt: string; readonly rows: number };

/** Reads a decrypted backup from front to back: every byte is authentic, all are there, and counts and digests are right. */
export const checkStream = async (bytes: AsyncIterable<Uint8Array>): Promise<Checked> => {
  let sealed: Sealed | undefined;
  const { opening, pieces } = await unpack(bytes, (found) => (sealed = found));
  const tables = new Map<string, ReturnType<typeof counter>>();
  const files = new Map<string, { bytes: number; hash: ReturnType<typeof createHash> }>();
  for await (const piece of pieces) {
    if ("rows" in piece) {
      let table = tables.get(piece.table);
      if (!table) tables.set(piece.table, (table = counter()));
      piece.rows.forEach(table.add);
    } else if ("part" in piece) {
      const file = files.get(piece.file) ?? { bytes: 0, hash: createHash("sha256") };
      file.hash.update(piece.part);
      files.set(piece.file, { ...file, bytes: file.bytes + piece.part.length });
    }
  }
  if (!sealed) throw new Error("The backup has no end. Use another backup.");
  const { manifest } = sealed;
  const names = new Set([...Object.keys(manifest.tables), ...tables.keys()]);
  const nothing = { ...counter().result(), by: {} };
  refuse(
    [...names].flatMap((name) =>
      differences(name, manifest.tables[name] ?? nothing, (tables.get(name) ?? counter()).result()),
    ),
  );
  compareFiles(manifest.files, notedOf(files));
  const counts = Object.values(manifest.tables).map(({ rows }) => rows);
  return {
    ...sealed,
    createdAt: opening.createdAt,
    rows: counts.reduce((sum, one) => sum + one, 0),
  };
};

const notedOf = (
  files: Map<string, { bytes: number; hash: ReturnType<typeof createHash> }>,
): Manifest["files"] =>
  Object.fromEntries(
    [...files].map(([file, { bytes, hash }]) => [file, { bytes, digest: hash.digest("hex") }]),
  );
