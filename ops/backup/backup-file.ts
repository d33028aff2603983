import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export type Written = { readonly bytes: number; readonly digest: string };

/** Written under another name and renamed when it lies on the disk whole: what carries its name was never killed half way. */
export const writeWhole = async (
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Written> => {
  const draft = `${file}.${process.pid}.partial`;
  const handle = await open(draft, "w", 0o600).catch((cause: Error) => {
    throw new Error(
      `${dirname(file)} cannot be written (${cause.message}). Choose another place.`,
      { cause },
    );
  });
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await handle.writeFile(chunk);
      bytes += chunk.length;
    }
    await handle.sync();
    await handle.close();
    refuseExisting(file);
    await rename(draft, file);
    await syncFolder(dirname(file));
    return { bytes, digest: hash.digest("hex") };
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
};

export const refuseExisting = (file: string): void => {
  if (existsSync(file))
    throw new Error(
      `${file} is there already. Choose another name, or put {time} into it: plumbline-{time}.age`,
    );
};

const place = "{time}";

/** The name with its time, as 20261120T221500Z: names sort as the backups were made. */
export const nameAt = (file: string, now: Date): string =>
  file.replace(place, now.toISOString().replace(/[-:]|\.\d+/g, ""));

export const refuseKeepWithoutTime = (file: string): void => {
  if (!basename(file).includes(place))
    throw new Error(
      `--keep needs {time} in the file's name to know the older ones: plumbline-{time}.age`,
    );
};

/** Removes all but the newest of the backups that the pattern names, and what killed backups have left; answers their names. */
export const prune = async (pattern: string, keep: number): Promise<readonly string[]> => {
  const folder = dirname(pattern);
  const [before = "", after = ""] = basename(pattern).split(place).map(literal);
  const named = new RegExp(`^${before}\\d{8}T\\d{6}Z${after}$`);
  const names = await readdir(folder);
  const old = names
    .filter((name) => named.test(name))
    .toSorted()
    .slice(0, -keep);
  const dead = names.filter((name) => {
    const [, whole = "", pid] = /^(.*)\.(\d+)\.partial$/.exec(name) ?? [];
    return named.test(whole) && !isRunning(Number(pid));
  });
  for (const name of [...old, ...dead]) await rm(join(folder, name));
  if (old.length + dead.length > 0) await syncFolder(folder);
  return [...old, ...dead];
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** The new name must survive a power cut as the file itself does. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
};
