import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";

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
    const written = { bytes, digest: hash.digest("hex") };
    await refuseOtherBytes(draft, written);
    refuseExisting(file);
    await rename(draft, file);
    await syncFolder(dirname(file));
    return written;
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
};

/** What lies in the file is what was sealed: a disk that takes bytes and keeps others is found before the file has its name. */
const refuseOtherBytes = async (draft: string, { bytes, digest }: Written): Promise<void> => {
  const hash = createHash("sha256");
  let found = 0;
  for await (const part of createReadStream(draft, { highWaterMark: 2 ** 20 })) {
    const chunk = part as Buffer;
    hash.update(chunk);
    found += chunk.length;
  }
  if (found !== bytes || hash.digest("hex") !== digest)
    throw new Error(
      `What ${dirname(draft)} gives back is not what was written to it, so there is no backup. Check that disk, and back up to another.`,
    );
};

export const refuseExisting = (file: string): void => {
  if (existsSync(file))
    throw new Error(
      `${file} is there already. Choose another name, or put {time} into it: plumbline-{time}.age`,
    );
};

export const place = "{time}";

/** The name with its time, as 20261120T221500Z: names sort as the backups were made. */
export const nameAt = (file: string, now: Date): string =>
  file.replace(place, now.toISOString().replace(/[-:]|\.\d+/g, ""));

export const refuseKeepWithoutTime = (file: string): void => {
  if (!basename(file).includes(place))
    throw new Error(
      `--keep needs {time} in the file's name to know the older ones: plumbline-{time}.age`,
    );
};

/** The new name must survive a power cut as the file itself does. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
};
