import { createHash, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonical, type Content, coveredDigest } from "#core/signatures";
import type { LogEntry, Texts } from "./entry.ts";
import { exportSample, sampleEntries, sampleLog } from "./sample-log.ts";
import { nodePrimitives, verifyExport } from "./verify.ts";
import { coveredRows, followSignatures } from "./verify-signatures.ts";

const { sha256 } = nodePrimitives();
const hex = (text: string) => createHash("sha256").update(text).digest("hex");
const [org, recordId, personId, membershipId] = [0, 1, 2, 3].map(() => randomUUID()) as [
  string,
  string,
  string,
  string,
];
const at = "2026-11-20T10:00:00.123456Z";
const title = 'The plan: "sieve" — ευχαριστώ\t\\ 🜂';

const entry = (rest: Partial<LogEntry> & Pick<LogEntry, "action" | "type">): LogEntry => ({
  ...{ hint: "1", txid: "1", org, at, record: null, scope: null, version: null },
  ...{ old: null, new: null, secrets: null, withholds: null },
  context: { kind: "person", person: personId, membership: membershipId },
  ...rest,
});

const report: Texts = { id: recordId, title, plan: null, state: "review" };
const made = entry({ action: "insert", type: "sample.report", record: recordId, new: report });
const changed = (change: Texts) =>
  entry({
    ...{ action: "update", type: "sample.report", record: recordId },
    ...{ old: report, new: { ...report, ...change } },
  });
const covered: Content = [{ table: "sample.report", id: recordId, values: { title, plan: null } }];

/** The row of a signature, and its entry; `change` is what a forger makes of it. */
const signature = (rows = covered, change: Texts = {}) => {
  const id = randomUUID();
  const meaning = "I approve";
  const names = { printedName: "Nora Lind", role: "Quality", zone: "Europe/Athens" };
  const content = canonical({
    ...{ id, recordId, type: "sample.report", definition: 1, point: "approval", meaning },
    ...{ membershipId, ...names, signedAt: "2026-11-20T10:00:00+00:00", rows },
  });
  const row: Texts = {
    ...{ org_id: org, id, record_id: recordId, type: "sample.report", definition: "1" },
    ...{ point: "approval", meaning, membership_id: membershipId, printed_name: names.printedName },
    ...{ acting_role: names.role, zone: names.zone, signed_at: "2026-11-20T10:00:00+00:00" },
    ...{ covered_digest: coveredDigest(rows), content, digest: hex(content), ended_at: null },
    ...change,
  };
  return {
    row,
    signed: entry({ action: "insert", type: "signatures.signature", record: id, new: row }),
  };
};

const judge = async (entries: LogEntry[], chunk = 65_536) => {
  const file = await exportSample(sampleLog(entries));
  expect(await verifyExport([file], nodePrimitives())).toMatchObject({ ok: true });
  const chunks = Array.from({ length: Math.ceil(file.length / chunk) }, (_, i) =>
    file.subarray(i * chunk, (i + 1) * chunk),
  );
  const rows = await coveredRows(chunks);
  const follower = followSignatures(sha256, (type, id) => rows?.has(`${type} ${id}`) === true);
  for (const part of chunks) follower.append(part);
  return follower.close();
};

const ends = (row: Texts, change: Texts) =>
  entry({
    ...{ action: "update", type: "signatures.signature", record: row["id"] ?? "" },
    ...{ old: row, new: { ...row, ...change } },
  });

describe("signatures in an export (Part 11 11.70)", () => {
  test.for([1, 7, 1000])("verify, however it is cut into chunks of %i", async (chunk) => {
    const { signed } = signature();
    expect(await judge([made, changed({ state: "done" }), signed], chunk)).toEqual({
      ...{ signed: 1, ended: 0, broken: [], fault: null },
    });
  });

  test("are held against the rows as they were then, and as they are at the end", async () => {
    const { signed } = signature();
    const later = { title: "Later", plan: "P" };
    const late = signature([{ table: "sample.report", id: recordId, values: later }]);
    const verdict = await judge([made, signed, changed(later), late.signed]);
    expect(verdict).toEqual({
      ...{ signed: 2, ended: 0, fault: null },
      broken: [{ entry: 2, table: "sample.report", id: recordId, column: "plan" }],
    });
  });

  test("end once; nothing else of them changes but the scope, which follows the record", async () => {
    const { row, signed } = signature();
    const end = { ended_at: at, ended_by: membershipId, end_reason: "Reopened" };
    const ended = ends(row, end);
    expect(await judge([made, signed, ends(row, { scope_id: randomUUID() }), ended])).toMatchObject(
      {
        ...{ ended: 1, broken: [], fault: null },
      },
    );
    const again = ends({ ...row, ...end }, { end_reason: "Another" });
    expect(await judge([made, signed, ended, again])).toMatchObject({
      fault: { entry: 4, says: "it alters the end_reason of a signature that has ended" },
    });
    expect(await judge([made, signed, ends(row, { meaning: "I saw" })])).toMatchObject({
      fault: { entry: 3, says: "it alters the meaning of a signature" },
    });
    const removed = { ...signed, action: "delete" as const, old: row, new: null };
    expect(await judge([made, signed, removed])).toMatchObject({
      fault: { entry: 3, says: "it removes a signature" },
    });
  });

  test("cover withheld values without being able to say more of them", async () => {
    const { signed } = signature();
    const file = await exportSample(sampleLog([made, signed]));
    const without = file.toString().replace(/,"title":\["[^"]*",\["The plan[^\]]*\]\]/, "");
    expect(without).not.toBe(file.toString());
    const follower = followSignatures(sha256, () => true);
    follower.append(Buffer.from(without));
    expect(follower.close()).toMatchObject({ signed: 1, fault: null });
  });
});

describe("a forged signature (Part 11 11.70, 11.10(a))", () => {
  const forged = (change: Texts) => [made, signature(covered, change).signed];
  const lie: Content = [{ table: "sample.report", id: recordId, values: { title: "A lie" } }];
  const elsewhere: Content = [{ table: "sample.report", id: randomUUID(), values: { title } }];
  const spaced = () => {
    const { row, signed } = signature();
    const content = `${row["content"]} `;
    return [made, { ...signed, new: { ...row, content, digest: hex(content) } }];
  };
  const byHand = () => {
    const { signed } = signature();
    return [made, { ...signed, context: { kind: "console", role: "postgres" } }];
  };
  const byProgram = () => {
    const { signed } = signature();
    const context = { kind: "token", person: personId, membership: membershipId };
    return [made, { ...signed, context }];
  };
  const byAnother = () => {
    const { signed } = signature();
    return [made, { ...signed, context: { kind: "person", membership: randomUUID() } }];
  };
  const cases: [what: string, entries: LogEntry[], says: string][] = [
    ["another record", forged({ record_id: randomUUID() }), "its record_id is not the one signed"],
    ["another name", forged({ printed_name: "N. N." }), "its printed_name is not the one signed"],
    ["another meaning", forged({ meaning: "I saw" }), "its meaning is not the one signed"],
    ["another role", forged({ acting_role: "Chief" }), "its acting_role is not the one signed"],
    ["another time", forged({ signed_at: at }), "its signed_at is not the one signed"],
    ["another zone", forged({ zone: "UTC" }), "its zone is not the one signed"],
    ["another point", forged({ point: "release" }), "its point is not the one signed"],
    ["another definition", forged({ definition: "2" }), "its definition is not the one signed"],
    [
      "another person",
      forged({ membership_id: randomUUID() }),
      "its membership_id is not the one signed",
    ],
    [
      "another digest",
      forged({ digest: "0".repeat(64) }),
      "what it signs does not hash to its digest",
    ],
    [
      "another digest of what it covers",
      forged({ covered_digest: "0".repeat(64) }),
      "what it covers does not hash to its digest",
    ],
    ["no content", forged({ content: null }), "what it signs has not the form of a signature"],
    ["a second spelling", spaced(), "what it signs has not the form of a signature"],
    ["a hand in the database", byHand(), "it was not made by the person whose signature it is"],
    ["a program", byProgram(), "it was not made by the person whose signature it is"],
    ["another's session", byAnother(), "it was not made by the person whose signature it is"],
    [
      "a text that the record never had",
      [made, signature(lie).signed],
      `the log before it says otherwise of the title of sample.report ${recordId}`,
    ],
    [
      "a record that the log does not know",
      [made, signature(elsewhere).signed],
      `the log before it says otherwise of the title of sample.report ${elsewhere[0]?.id}`,
    ],
    [
      "a text that the record had later",
      [made, signature(lie).signed, changed({ title: "A lie" })],
      `the log before it says otherwise of the title of sample.report ${recordId}`,
    ],
  ];
  test.for(cases)("with %s is named", async ([, entries, says]) => {
    expect(await judge(entries)).toMatchObject({ fault: { entry: 2, says } });
  });

  test("that covers rows which were not followed is not believed", async () => {
    const file = await exportSample(sampleLog([made, signature().signed]));
    const follower = followSignatures(sha256, () => false);
    follower.append(file);
    expect(follower.close().fault?.says).toMatch(/was not followed/);
  });
});

test("following entries costs a fraction of verifying them", async () => {
  const file = await exportSample(sampleLog(sampleEntries(3000)));
  // Seconds at work, as the clock of a busy machine says little.
  const before = process.cpuUsage();
  const follower = followSignatures(sha256, () => false);
  follower.append(file);
  const { user, system } = process.cpuUsage(before);
  const rate = 3000 / ((user + system) / 1e6);
  console.log(`${Math.round(rate)} entries/s followed`);
  expect(rate).toBeGreaterThan(100_000);
});
