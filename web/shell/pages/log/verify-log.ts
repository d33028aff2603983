import type { Checkpoint, Fault, Primitives, Verdict } from "#core/log/verify";
import { keyId, readCheckpoint, toBase64, verifyExport } from "#core/log/verify";
import type { Follower, SignatureVerdict } from "#core/log/verify-signatures";

/** What an earlier checkpoint and the log of today disagree about. */
export type Difference = "unreadable" | "foreign" | "key" | "missing" | "rewritten";
/** `checkpoint` is the earlier one. */
export type Against = { checkpoint: string; difference: Difference | null; fault: Fault | null };

/** `log` judges the log by itself; `earlier` compares it with each checkpoint kept, in the order given. */
export type Finding = {
  log: Verdict;
  checkpoint: string;
  earlier: Against[];
  /** Of a log that is whole in itself. */
  signatures: SignatureVerdict;
  /** Seconds that the checking took, without waiting for the server. */
  seconds: number;
};

type Watch = { seconds: number; tail: Uint8Array; follower: Follower | null };

/** Follows the signatures of the log whose first bytes have come: later ones are not in it. */
type Follow = () => Promise<Follower>;

/** Checks one export by itself and against checkpoints that were kept; `progress` hears of whole entries. */
export async function verifyLog(
  body: ReadableStream<Uint8Array>,
  primitives: Primitives,
  kept: readonly string[],
  progress: (entries: number) => void,
  follow: Follow,
): Promise<Finding> {
  const watch: Watch = { seconds: 0, tail: new Uint8Array(0), follower: null };
  const [first, ...rest] = kept;
  const streams = split(body, rest.length);
  const judged = await Promise.all([
    judge(watched(streams[0] ?? body, watch, progress, follow), primitives, first),
    ...rest.map((since, i) => judge(chunksOf(streams[i + 1] ?? body), primitives, since)),
  ]);
  const { verdict, isSound } = judged[0];
  const signatures = watch.follower?.close() ?? noSignatures;
  const fault = isSound ? signatures.fault : verdict.fault;
  const log = { ...verdict, ok: isSound && fault === null, fault };
  const earlier = isSound ? judged.flatMap((one, i) => against(one, kept[i], primitives)) : [];
  const { seconds, tail } = watch;
  return { log, checkpoint: noteIn(tail, log), earlier, signatures, seconds };
}

const noSignatures: SignatureVerdict = { signed: 0, ended: 0, broken: [], fault: null };

type Judged = { verdict: Verdict; isSound: boolean; isEarlierSigned: boolean };

/**
 * The signature of the log's own checkpoint is checked last of all that concerns the log alone, and before any earlier
 * checkpoint: once it holds, whatever is wrong lies between the two.
 */
async function judge(
  chunks: AsyncIterable<Uint8Array>,
  { sha256, verifyEd25519 }: Primitives,
  since: string | undefined,
): Promise<Judged> {
  const signed: boolean[] = [];
  const watching: Primitives = {
    sha256,
    verifyEd25519: async (key, text, signature) => {
      const valid = await verifyEd25519(key, text, signature);
      signed.push(valid);
      return valid;
    },
  };
  const verdict = await verifyExport(chunks, watching, { since });
  return { verdict, isSound: signed[0] === true, isEarlierSigned: signed[1] === true };
}

function against(judged: Judged, kept: string | undefined, { sha256 }: Primitives): Against[] {
  if (kept === undefined) return [];
  const { verdict, isEarlierSigned } = judged;
  if (verdict.ok) return [{ checkpoint: kept, difference: null, fault: null }];
  const note = readCheckpoint(kept);
  const difference = differenceOf(note, verdict, isEarlierSigned, sha256);
  return [{ checkpoint: kept, difference, fault: verdict.fault }];
}

function differenceOf(
  note: Checkpoint | null,
  { origin, key, entries }: Verdict,
  isSigned: boolean,
  sha256: Primitives["sha256"],
): Difference {
  if (note === null) return "unreadable";
  if (note.origin !== origin) return "foreign";
  const name = origin.slice(0, origin.lastIndexOf("/"));
  const raw = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  const id = toBase64(keyId(name, raw, sha256));
  if (!note.signatures.some((line) => line.name === name && line.id === id)) return "key";
  if (!isSigned) return "unreadable";
  return note.size > entries ? "missing" : "rewritten";
}

/** Each branch of a tee waits in memory for the slower one; all of them read as fast. */
function split(body: ReadableStream<Uint8Array>, times: number): ReadableStream<Uint8Array>[] {
  if (times === 0) return [body];
  const [one, other] = body.tee();
  return [one, ...split(other, times - 1)];
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** Counts the lines that were checked, the time it took, and keeps the end of the file. */
async function* watched(
  body: ReadableStream<Uint8Array>,
  watch: Watch,
  progress: (entries: number) => void,
  follow: Follow,
): AsyncGenerator<Uint8Array> {
  let lines = -1;
  for await (const chunk of chunksOf(body)) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    watch.tail = lastOf(watch.tail, chunk);
    watch.follower ??= await follow();
    const started = performance.now();
    watch.follower.append(chunk);
    yield chunk;
    watch.seconds += (performance.now() - started) / 1000;
    progress(Math.max(lines, 0));
  }
}

const longestNote = 8_192;

function lastOf(before: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (chunk.length >= longestNote) return chunk.slice(-longestNote);
  const both = new Uint8Array(before.length + chunk.length);
  both.set(before);
  both.set(chunk, before.length);
  return both.slice(-longestNote);
}

/** The checkpoint at the end of a file that verified; empty when none is there. */
function noteIn(tail: Uint8Array, { ok, origin }: Verdict): string {
  const text = new TextDecoder().decode(tail);
  const at = text.lastIndexOf(`\n\n${origin}\n`);
  return ok && at >= 0 ? text.slice(at + 2) : "";
}
