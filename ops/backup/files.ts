import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Manifest } from "./format.ts";

/**
 * What of the data folder belongs to the installation, beside the database: the log's signing key, and uploaded files,
 * which are written before the transaction that names them and never changed after.
 */
const kept = ["log.key", "files"];

type Part = { readonly file: string; readonly part: Buffer };

/** Every kept file in parts; a file without content is one empty part. */
export async function* readKept(dataDir: string, noted: Manifest["files"]): AsyncGenerator<Part> {
  for (const file of await listKept(dataDir)) {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const part of createReadStream(join(dataDir, file), { highWaterMark: 2 ** 20 })) {
      const chunk = part as Buffer;
      hash.update(chunk);
      bytes += chunk.length;
      yield { file, part: chunk };
    }
    if (bytes === 0) yield { file, part: Buffer.alloc(0) };
    noted[file] = { bytes, digest: hash.digest("hex") };
  }
}

const listKept = async (dataDir: string): Promise<string[]> => {
  const found: string[] = [];
  for (const name of kept.filter((one) => existsSync(join(dataDir, one)))) {
    if ((await stat(join(dataDir, name))).isFile()) found.push(name);
    else {
      const below = await readdir(join(dataDir, name), { recursive: true, withFileTypes: true });
      const files = below.filter((entry) => entry.isFile());
      found.push(...files.map((entry) => relative(dataDir, join(entry.parentPath, entry.name))));
    }
  }
  return found.toSorted();
};

const safeName = /^(?:log\.key|files(?:\/[\w.@=+-]+)+)$/;

/** Collects files in a folder of their own; `place` moves them to where Plumbline looks for them, when all is proven. */
export const startPlacing = async (dataDir: string) => {
  const draft = join(dataDir, "restoring");
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const written = new Map<string, { bytes: number; hash: ReturnType<typeof createHash> }>();
  return {
    path: (file: string) => join(draft, file),
    add: async ({ file, part }: Part): Promise<void> => {
      if (!safeName.test(file) || file.split("/").includes(".."))
        throw new Error(
          `The backup holds a file called ${file}, which no Plumbline writes. Use another backup.`,
        );
      const before = written.get(file) ?? { bytes: 0, hash: createHash("sha256") };
      before.hash.update(part);
      written.set(file, { ...before, bytes: before.bytes + part.length });
      await mkdir(dirname(join(draft, file)), { recursive: true, mode: 0o700 });
      const handle = await open(join(draft, file), "a", 0o600);
      await handle.write(part);
      await handle.sync();
      await handle.close();
    },
    noted: (): Manifest["files"] =>
      Object.fromEntries(
        [...written].map(([file, { bytes, hash }]) => [
          file,
          { bytes, digest: hash.copy().digest("hex") },
        ]),
      ),
    place: async (): Promise<void> => {
      for (const name of kept.filter((one) => existsSync(join(draft, one)))) {
        await rename(join(draft, name), join(dataDir, name));
        if (name === "log.key") await chmod(join(dataDir, name), 0o600);
      }
    },
    discard: () => rm(draft, { recursive: true, force: true }),
  };
};
