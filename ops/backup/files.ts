import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Manifest } from "./format.ts";

export type KeptPlaces = { readonly dataDir: string; readonly settingsFile: string | undefined };

/**
 * What belongs to the installation beside its database: the log's signing key, the settings, and uploaded files, which
 * are written before the transaction that names them and never changed after.
 */
const kept = ["log.key", "settings.env", "files"];

type Part = { readonly file: string; readonly part: Buffer };

/** Every kept file in parts; a file without content is one empty part. */
export async function* readKept(
  places: KeptPlaces,
  noted: Manifest["files"],
): AsyncGenerator<Part> {
  for (const { file, path } of await listKept(places)) {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const part of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      const chunk = part as Buffer;
      hash.update(chunk);
      bytes += chunk.length;
      yield { file, part: chunk };
    }
    if (bytes === 0) yield { file, part: Buffer.alloc(0) };
    noted[file] = { bytes, digest: hash.digest("hex") };
  }
}

const listKept = async ({
  dataDir,
  settingsFile,
}: KeptPlaces): Promise<{ file: string; path: string }[]> => {
  const found = [{ file: "log.key", path: join(dataDir, "log.key") }];
  if (settingsFile !== undefined) found.push({ file: "settings.env", path: settingsFile });
  const uploads = join(dataDir, "files");
  if (!existsSync(uploads)) return found;
  const below = await readdir(uploads, { recursive: true, withFileTypes: true });
  const paths = below
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...found, ...paths.map((path) => ({ file: relative(dataDir, path), path }))];
};

const safeName = /^(?:log\.key|settings\.env|files(?:\/[\w.@=+-]+)+)$/;

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
      for (const name of kept.filter((one) => existsSync(join(draft, one))))
        await rename(join(draft, name), join(dataDir, name));
    },
    discard: () => rm(draft, { recursive: true, force: true }),
  };
};
