import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { exportSample, sampleEntries, sampleLog } from "./sample-log.ts";
import { nodePrimitives, verifyExport } from "./verify.ts";

const seed = Number(process.env["TAMPERING_SEED"] ?? randomInt(2 ** 31));
const edits = 2000;
const primitives = nodePrimitives();

test(`Part 11 11.10(a), 11.10(e): ${edits} random changes of an export are all found (TAMPERING_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  const log = sampleLog(sampleEntries(60));
  const file = await exportSample(log);
  const missed: string[] = [];
  let named = 0;
  for (let i = 0; i < edits; i++) {
    const kind = kinds[i % kinds.length] ?? flipBit;
    const changed = kind(file, random);
    if (changed.equals(file)) continue;
    const { ok, fault } = await verifyExport([changed], primitives);
    if (ok) missed.push(`edit ${i}: ${kind.name}`);
    const entry = entryOfFirstChange(file, changed);
    if (entry !== null && entry <= 60) {
      const near = fault?.entry === entry || fault?.entry === entry + 1 || fault?.entry === null;
      named += near ? 1 : 0;
      if (kind === changeByte && fault?.entry !== entry)
        missed.push(`edit ${i} named ${fault?.entry}, not ${entry}`);
    }
  }
  expect(missed).toEqual([]);
  expect(named).toBeGreaterThan(edits / 2);
});

type Random = (below: number) => number;
type Edit = (file: Buffer, random: Random) => Buffer;

const flipBit: Edit = (file, random) => {
  const changed = Buffer.from(file);
  const at = random(file.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
  return changed;
};

/** A digit or letter for another, within the entries: such a line still looks like one, and only its hashes are wrong. */
const changeByte: Edit = (file, random) => {
  const changed = Buffer.from(file);
  const start = file.indexOf("\n") + 1;
  const end = file.indexOf("\n\n");
  let at = start;
  do at = start + random(end - start);
  while (!/[0-9a-z]/.test(String.fromCharCode(file[at] ?? 0)));
  changed[at] = (file[at] ?? 0) + (file[at] === 57 || file[at] === 122 ? -1 : 1);
  return changed;
};

const insertBytes: Edit = (file, random) => {
  const at = random(file.length + 1);
  const bytes = Buffer.from(Array.from({ length: 1 + random(4) }, () => random(256)));
  return Buffer.concat([file.subarray(0, at), bytes, file.subarray(at)]);
};

const deleteBytes: Edit = (file, random) => {
  const at = random(file.length);
  return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + random(40))]);
};

const repeatBytes: Edit = (file, random) => {
  const at = random(file.length);
  const until = at + 1 + random(200);
  return Buffer.concat([file.subarray(0, until), file.subarray(at, until), file.subarray(until)]);
};

const truncate: Edit = (file, random) => file.subarray(0, random(file.length));

const deleteLine: Edit = byLines((lines, random) => lines.toSpliced(random(lines.length), 1));
const insertLine: Edit = byLines((lines, random) =>
  lines.toSpliced(random(lines.length), 0, lines[random(lines.length)] ?? ""),
);
const emptyLine: Edit = byLines((lines, random) => lines.toSpliced(random(lines.length), 0, ""));
const truncateLines: Edit = byLines((lines, random) => lines.slice(0, random(lines.length)));
const swapLines: Edit = byLines((lines, random) =>
  swapped(lines, random(lines.length), random(lines.length)),
);
const swapPayloads: Edit = byLines((lines, random) => {
  const [a, b] = [1 + random(60), 1 + random(60)];
  const parts = [a, b].map((at) => (lines[at] ?? "").split("\t"));
  const moved = [a, b].map((_, i) => [parts[i]?.[0], parts[1 - i]?.[1], parts[i]?.[2]].join("\t"));
  return lines.with(a, moved[0] ?? "").with(b, moved[1] ?? "");
});
const dropField: Edit = byLines((lines, random) => {
  const at = 1 + random(60);
  return lines.with(
    at,
    (lines[at] ?? "").replace(
      /"[a-z@_]+":\["[^"]+",\[(?:null|"(?:[^"\\]|\\.)*"),?[^\]]*\]\],?/,
      "",
    ),
  );
});

const kinds: Edit[] = [
  ...[flipBit, changeByte, insertBytes, deleteBytes, repeatBytes, truncate, deleteLine],
  ...[insertLine, emptyLine, truncateLines, swapLines, swapPayloads, dropField],
];

function byLines(change: (lines: string[], random: Random) => string[]): Edit {
  return (file, random) => Buffer.from(change(file.toString().split("\n"), random).join("\n"));
}

function swapped(lines: string[], a: number, b: number): string[] {
  return lines.with(a, lines[b] ?? "").with(b, lines[a] ?? "");
}

/** The number of the entry whose line holds the first byte that differs; null in front of the entries. */
function entryOfFirstChange(file: Buffer, changed: Buffer): number | null {
  let at = 0;
  while (file[at] === changed[at] && at < file.length) at += 1;
  const line = file.subarray(0, at).toString("latin1").split("\n").length - 1;
  return line === 0 ? null : line;
}

/** Mulberry32: small, and the same everywhere, so that a printed seed repeats the run. */
function randomFrom(start: number): Random {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
