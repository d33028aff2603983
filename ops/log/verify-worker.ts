import { readSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { nodePrimitives, readSection } from "#core/log/verify";

/** A run of whole lines of the export, to be read by itself. */
export type Task = { index: number; fd: number; from: number; until: number; org: string };

const { sha256 } = nodePrimitives();

parentPort?.on("message", ({ index, fd, from, until, org }: Task) => {
  const bytes = Buffer.allocUnsafe(until - from);
  const read = readSync(fd, bytes, 0, bytes.length, from);
  const section = readSection(bytes.subarray(0, read), org, sha256);
  // An empty line within the entries ends the section early; it has no business there.
  if (section.length < bytes.length) section.fault ??= "it has not the form of an entry";
  parentPort?.postMessage({ index, section }, []);
});
