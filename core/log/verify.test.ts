import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { exportSample, newKey, sampleEntries, sampleLog } from "./sample-log.ts";
import { nodePrimitives, readCheckpoint, verifyExport } from "./verify.ts";

const primitives = nodePrimitives();
const verify = (file: Buffer, options = {}) => verifyExport([file], primitives, options);

test.for([0, 1, 2, 5, 64, 1001])(
  "Part 11 11.10(b): an export of %i entries verifies, however it is cut into chunks",
  async (size) => {
    const log = sampleLog(sampleEntries(size));
    const file = await exportSample(log);
    const verdict = await verify(file);
    expect(verdict).toMatchObject({
      ok: true,
      entries: size,
      key: log.publicKey,
      withheld: [],
      fault: null,
    });
    for (const length of size > 100 ? [4096, 65_537] : [1, 7, 1000]) {
      const chunks = Array.from({ length: Math.ceil(file.length / length) }, (_, i) =>
        file.subarray(i * length, (i + 1) * length),
      );
      expect(await verifyExport(chunks, primitives)).toEqual(verdict);
    }
  },
);

test("values keep every byte: quotes, line ends, backslashes, other scripts and a megabyte of text", async () => {
  const [entry] = sampleEntries(1);
  if (entry === undefined) throw new Error("no entry");
  const values = [
    '"',
    "\\",
    '\\"',
    "a\tb\nc\r",
    "\u0000\u001f\u007f\u2028",
    "Ελληνικά 漢字 🜂",
    "x".repeat(1_000_000),
    "[null]",
    "null",
    "",
  ];
  const fields = Object.fromEntries(values.map((value, i) => [`field_${i}`, value]));
  const odd = { 'odd "name"': "1", naïve: "2", "7": "3", __proto__: "4" };
  const log = sampleLog([
    { ...entry, action: "fact", new: { ...fields, ...odd } },
    { ...entry, old: {}, new: fields },
  ]);
  const file = await exportSample(log);
  expect(await verify(file)).toMatchObject({ ok: true, entries: 2 });
  for (const value of values.slice(0, 6))
    expect(file.toString()).toContain(JSON.stringify([value]));
});

test("an entry that is nobody's, at nothing, with nothing in it still has a leaf", async () => {
  const bare = {
    hint: "1",
    txid: "1",
    org: randomUUID(),
    at: "2026-11-20T10:00:00.000000Z",
    type: "x",
  } as const;
  const rest = {
    record: null,
    scope: null,
    version: null,
    old: null,
    new: null,
    secrets: null,
    withholds: null,
  };
  const log = sampleLog([
    { ...bare, ...rest, action: "fact", context: { kind: "console", role: "postgres" } },
  ]);
  expect(await verify(await exportSample(log))).toMatchObject({ ok: true, entries: 1 });
  expect(log.rows[0]?.header).toContain(
    '"actor":{"kind":"console","role":"postgres"},"fields":{}}',
  );
});

test("a pinned key refuses the same log signed by somebody else", async () => {
  const entries = sampleEntries(3);
  const log = sampleLog(entries);
  const forged = sampleLog(entries, log.installation, newKey());
  expect(await verify(await exportSample(log), { key: log.publicKey })).toMatchObject({ ok: true });
  const verdict = await verify(await exportSample(forged), { key: log.publicKey });
  expect(verdict.fault).toEqual({ entry: null, says: "its key is not the one given" });
});

test("Part 11 11.10(e): history rewritten and signed anew with the right key is found against every earlier checkpoint", async () => {
  const entries = sampleEntries(40);
  const log = sampleLog(entries);
  const rewritten = entries.map((entry, i) =>
    i === 6 ? { ...entry, type: "home.notises" } : entry,
  );
  const file = await exportSample(sampleLog(rewritten, log.installation, log.key));
  expect(await verify(file)).toMatchObject({ ok: true });
  for (let size = 7; size <= 40; size++) {
    const verdict = await verify(file, { since: log.checkpoints[size] });
    expect(verdict.fault?.says).toMatch(`history was rewritten: the checkpoint of`);
  }
});

test("an earlier checkpoint of the same history verifies at every size, also with a witness's signature beside ours", async () => {
  const log = sampleLog(sampleEntries(20));
  const file = await exportSample(log);
  for (const since of log.checkpoints) {
    expect(await verify(file, { since })).toMatchObject({ ok: true });
    const witness = `— witness.example/w ${Buffer.alloc(72, 7).toString("base64")}\n`;
    expect(await verify(file, { since: `${since}${witness}` })).toMatchObject({ ok: true });
  }
});

test("an earlier checkpoint must be ours, undamaged, and not longer than the file", async () => {
  const entries = sampleEntries(20);
  const log = sampleLog(entries);
  const since = log.checkpoints[20] ?? "";
  const shortened = await exportSample(log, 15);
  const cases = [
    [shortened, since, /entry 16 .*missing/],
    [
      await exportSample(log),
      since.replace("\n20\n", "\n19\n"),
      /not signed by the key in the file/,
    ],
    [await exportSample(log), since.slice(1), /damaged or foreign/],
    [await exportSample(log), sampleLog(entries).checkpoints[9] ?? "", /damaged or foreign/],
    [
      await exportSample(log),
      sampleLog(entries, log.installation, newKey()).checkpoints[9] ?? "",
      /not signed by/,
    ],
  ] as const;
  for (const [file, text, says] of cases) {
    const { ok, fault } = await verify(file, { since: text });
    expect(ok).toBe(false);
    expect(`entry ${fault?.entry} ${fault?.says}`).toMatch(says);
  }
});

test("a checkpoint is read in its one form only", () => {
  const note = sampleLog(sampleEntries(1)).checkpoints[1] ?? "";
  expect(readCheckpoint(note)).not.toBeNull();
  const broken = [
    `\ufeff${note}`,
    note.trimEnd(),
    `${note}\n`,
    note.replace("\n1\n", "\n01\n"),
    note.replace("\n\n", "\nmore\n\n"),
    note.replaceAll("\n", "\r\n"),
  ];
  for (const text of broken) expect(readCheckpoint(text)).toBeNull();
});
