import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { nodePrimitives } from "#core/log/verify";
import { line, type Manifest, opening, type Opening, rowEnd, sealedText } from "./format.ts";
import type { Piece } from "./pack.ts";

export type Contents = {
  readonly opening: Opening;
  /** Must be read to its end, where the seal is judged: until then nothing that came out of it is proven. */
  readonly pieces: AsyncGenerator<Piece>;
};

export type Sealed = { readonly manifest: Manifest; readonly digest: string; readonly key: string };

/** Reads a decrypted backup. `onSealed` is told what was proven, as the last thing. */
export const unpack = async (
  bytes: AsyncIterable<Uint8Array>,
  onSealed: (sealed: Sealed) => void,
): Promise<Contents> => {
  const source = reader(bytes);
  const hash = createHash("sha256");
  const text = await source.line(hash);
  const first = opening.safeParse(parsed(text));
  if (!first.success)
    throw new Error(
      "This is no backup that this version of Plumbline can read. Use the version that wrote it, or a newer one.",
    );
  return { opening: first.data, pieces: readPieces(source, hash, onSealed) };
};

async function* readPieces(
  source: Reader,
  hash: Hash,
  onSealed: (sealed: Sealed) => void,
): AsyncGenerator<Piece> {
  let manifest: Manifest | undefined;
  for (;;) {
    const before = hash.copy();
    const found = line.safeParse(parsed(await source.line(hash)));
    if (!found.success) throw damaged("a line of it has not the form that it must have");
    const head = found.data;
    if ("signature" in head) {
      if (!manifest) throw damaged("it is sealed before it is complete");
      await source.end();
      onSealed({ manifest, digest: await judgeSeal(head, before), key: head.key });
      return;
    }
    if (manifest) throw damaged("something follows its manifest");
    if ("end" in head) {
      manifest = head.end;
      yield head;
    } else if ("file" in head) {
      yield { file: head.file, part: await source.bytes(head.bytes, hash) };
    } else {
      const rows = (await source.bytes(head.bytes, hash)).toString("utf8").split(rowEnd);
      if (rows.pop() !== "") throw damaged(`the rows of ${head.table} break off`);
      yield { table: head.table, rows };
    }
  }
}

const judgeSeal = async (
  seal: { digest: string; key: string; signature: string },
  hash: Hash,
): Promise<string> => {
  const digest = hash.digest("hex");
  if (digest !== seal.digest)
    throw damaged("its content has not the digest that it was sealed with");
  const [key, signature] = [seal.key, seal.signature].map((text) => Buffer.from(text, "base64"));
  const { verifyEd25519 } = nodePrimitives();
  if (!key || !signature || !(await verifyEd25519(key, sealedText(digest), signature)))
    throw damaged("its seal was not made with the installation's key");
  return digest;
};

const damaged = (how: string): Error =>
  new Error(`The backup is damaged: ${how}. Use another backup.`);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

type Reader = ReturnType<typeof reader>;

/** Takes lines and runs of bytes off a stream, each counted into the hash. */
const reader = (source: AsyncIterable<Uint8Array>) => {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer> => {
    const { done, value } = await chunks.next();
    if (done) throw damaged("it ends too early");
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  };
  const taken = (parts: Buffer[], hash: Hash): Buffer => {
    const bytes = Buffer.concat(parts);
    hash.update(bytes);
    return bytes;
  };
  return {
    line: async (hash: Hash): Promise<string> => {
      const parts: Buffer[] = [];
      let at = rest.indexOf(10);
      for (; at < 0; at = rest.indexOf(10)) {
        parts.push(rest);
        rest = await more();
      }
      parts.push(rest.subarray(0, at + 1));
      rest = rest.subarray(at + 1);
      return taken(parts, hash).toString("utf8");
    },
    bytes: async (wanted: number, hash: Hash): Promise<Buffer> => {
      const parts: Buffer[] = [];
      let missing = wanted;
      for (; rest.length < missing; rest = await more()) {
        parts.push(rest);
        missing -= rest.length;
      }
      parts.push(rest.subarray(0, missing));
      rest = rest.subarray(missing);
      return taken(parts, hash);
    },
    end: async (): Promise<void> => {
      let { done, value } = await chunks.next();
      while (!done && value?.length === 0) ({ done, value } = await chunks.next());
      if (rest.length > 0 || !done) throw damaged("something follows its seal");
    },
  };
};
