import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Judge, Options, Section, Verdict } from "#core/log/verify";
import { nodePrimitives, runVerifier, startJudging, verifyExport } from "#core/log/verify";
import { coveredRows, describeSignatures, followSignatures } from "#core/log/verify-signatures";
import type { SignatureVerdict } from "#core/log/verify-signatures";
import type { Task } from "./verify-worker.ts";

/** `plumb log verify FILE [--since CHECKPOINT] [--key BASE64]` */
export async function verifyCommand(args: readonly string[]): Promise<number> {
  let signatures: SignatureVerdict | null = null;
  const ok = await runVerifier([...args], async (path, options) => {
    const verdict = await verifyFile(path, options);
    signatures = verdict.ok ? await verifySignatures(path) : null;
    const { fault } = signatures ?? verdict;
    return { ...verdict, ok: fault === null, fault };
  });
  if (ok && signatures !== null) console.log(describeSignatures(signatures));
  return ok ? 0 : 1;
}

/** Reads the file twice, so that only rows which signatures cover are held in memory. */
export async function verifySignatures(path: string): Promise<SignatureVerdict> {
  const read = () => createReadStream(path, { highWaterMark: 2 ** 20 });
  const covered = await coveredRows(read());
  const wanted = (type: string, id: string) => covered?.has(`${type} ${id}`) === true;
  const follower = followSignatures(nodePrimitives().sha256, wanted);
  if (covered !== null) for await (const chunk of read()) follower.append(chunk);
  return follower.close();
}

const sectionSize = 2 ** 21;
const worthSharing = 4 * sectionSize;

/** The verdict of the stand-alone verifier, with the entries of a large file read on several processors. */
export async function verifyFile(path: string, options: Options = {}): Promise<Verdict> {
  const file = await open(path);
  try {
    const body = await findBody(file);
    if (body === null || body.until - body.from < worthSharing) {
      const chunks = createReadStream(path, { highWaterMark: 2 ** 20 });
      return await verifyExport(chunks, nodePrimitives(), options);
    }
    const judge = startJudging(body.firstLine, nodePrimitives(), options);
    const cuts = await cutAtLines(file, body.from, body.until);
    const tasks = cuts.slice(1).map((until, index): Task => {
      return { index, fd: file.fd, from: cuts[index] ?? until, until, org: judge.org };
    });
    await judgeInOrder(judge, tasks);
    return await judge.close(body.tail);
  } finally {
    await file.close();
  }
}

type Body = { firstLine: string; from: number; until: number; tail: Buffer };

/** Between the first line and the blank line; null when the file has not that shape, and is read from front to back. */
async function findBody(file: FileHandle): Promise<Body | null> {
  const { size } = await file.stat();
  const head = await readAt(file, 0, 4096);
  const end = await readAt(file, Math.max(0, size - 4096), 4096);
  const from = head.indexOf("\n") + 1;
  const signature = end.lastIndexOf("\n\n— ");
  const blank = signature < 1 ? -1 : end.lastIndexOf("\n\n", signature - 1);
  if (from === 0 || blank < 0) return null;
  const tail = end.subarray(blank + 1);
  return { firstLine: head.toString("latin1", 0, from - 1), from, until: size - tail.length, tail };
}

/** Offsets in steps of about a section's size, each behind the end of a line. */
async function cutAtLines(file: FileHandle, from: number, until: number): Promise<number[]> {
  const cuts = [from];
  for (let at = from + sectionSize; at < until;) {
    const bytes = await readAt(file, at, 65_536);
    const end = bytes.indexOf("\n");
    if (bytes.length === 0) break;
    if (end >= 0 && at + end + 1 < until) cuts.push(at + end + 1);
    at += end < 0 ? bytes.length : end + 1 + sectionSize;
  }
  return [...cuts, until];
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function judgeInOrder(judge: Judge, tasks: Task[]): Promise<void> {
  const script = new URL("./verify-worker.ts", import.meta.url);
  const workers = Array.from(
    { length: Math.min(availableParallelism(), 4) },
    () => new Worker(script),
  );
  const early = new Map<number, Section>();
  const waiting = [...tasks];
  let next = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      for (const worker of workers) {
        const give = () => {
          const task = waiting.shift();
          if (task !== undefined) worker.postMessage(task, []);
        };
        worker.on("error", reject);
        worker.on("message", ({ index, section }: { index: number; section: Section }) => {
          give();
          early.set(index, section);
          for (let ready = early.get(next); ready !== undefined; ready = early.get(next)) {
            early.delete(next);
            next += 1;
            if (!judge.append(ready) || next === tasks.length) return resolve();
          }
        });
        give();
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
