import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { writeCheckpoint } from "./checkpoint.ts";
import type { LogEntry, Texts } from "./entry.ts";
import type { ExportRow } from "./export.ts";
import { exportLog } from "./export.ts";
import { publicKeyBase64 } from "./key.ts";
import { writeLeaf } from "./leaf.ts";
import { growTree, nodePrimitives } from "./verify.ts";

const instant = "2026-11-20T10:00:00.123456Z";

/** A log in memory, for tests of the form alone: entries as the sequencer meets them, leaves, checkpoints and the export. */
export function sampleLog(entries: LogEntry[], installation = randomUUID(), key = newKey()) {
  const org = entries[0]?.org ?? randomUUID();
  const tree = growTree(nodePrimitives().sha256);
  const checkpoints: string[] = [];
  const sign = () => {
    const head = { installation, org, size: tree.size(), root: tree.root(), at: instant };
    checkpoints[tree.size()] = writeCheckpoint(head, key);
  };
  sign();
  const rows = entries.map((entry, i): ExportRow => {
    const { header, salts, leaf } = writeLeaf(entry, { n: i + 1, sequencedAt: instant }, () =>
      randomBytes(16),
    );
    tree.push(leaf);
    if (entries.length < 1000 || i === entries.length - 1) sign();
    return {
      ...{ n: String(i + 1), header, salts, leaf: leaf.toString("base64") },
      old: entry.old && JSON.stringify(entry.old),
      new: entry.new && JSON.stringify(entry.new),
      context: JSON.stringify(entry.context),
    };
  });
  return { rows, checkpoints, installation, key, publicKey: publicKeyBase64(key) };
}

export type SampleLog = ReturnType<typeof sampleLog>;

export async function exportSample(log: SampleLog, size = log.rows.length): Promise<Buffer> {
  // The log may have grown meanwhile: only the first question finds the checkpoint asked for.
  const sizes = [size];
  const source = {
    newestCheckpoint: async () => {
      const at = sizes.pop() ?? log.rows.length;
      return { size: at, text: log.checkpoints[at] ?? "", erasing: false };
    },
    readPage: async (after: number, until: number, take: number) =>
      log.rows.slice(after, Math.min(until, after + take)),
  };
  const chunks: string[] = [];
  for await (const chunk of exportLog(source, log.publicKey)) chunks.push(chunk);
  return Buffer.from(chunks.join(""));
}

/** A realistic mix: of five entries two are inserts of nine fields, two are updates of two or three, one is a fact. */
export function sampleEntries(count: number): LogEntry[] {
  const org = randomUUID();
  const people = Array.from({ length: 20 }, () => [randomUUID(), randomUUID(), randomUUID()]);
  return Array.from({ length: count }, (_, i) => sampleEntry(org, i, people[i % 20] ?? []));
}

function sampleEntry(org: string, i: number, [person, membership, role]: string[]): LogEntry {
  const record = randomUUID();
  const scope = randomUUID();
  const image = notice({ id: record, org_id: org, scope_id: scope, author_id: person ?? null }, i);
  const changed = { ...image, title: `${image.title} (moved)`, version: "2" };
  const kinds = [
    { action: "insert", old: null, new: image },
    { action: "update", old: image, new: changed },
    { action: "insert", old: null, new: image },
    { action: "update", old: image, new: { ...changed, until_at: null } },
    {
      action: "fact",
      old: null,
      new: { route: "/api/v1/notices", permission: "home.notice.write", status: "403" },
    },
  ] as const;
  return {
    ...{ hint: String(i + 1), txid: String(7000 + i), org, at: instant, type: "home.notice" },
    ...(kinds[i % 5] ?? kinds[0]),
    ...{ record, scope, version: "1", secrets: i % 7 === 0 ? ["token"] : null, withholds: null },
    context: {
      ...{ kind: "person", person, membership, roles: [role], zone: "Europe/Athens" },
      ...{ session: randomUUID(), request: randomUUID(), operation: "home.postNotice" },
      ...{ address: "192.0.2.7", device: "Firefox on Linux" },
    },
  };
}

function notice(ids: Texts, i: number): Texts {
  return {
    ...ids,
    title: `Notice ${i} about the water supply`,
    body: `On Tuesday the water is off from 9 to ${i % 12} o'clock.\nAsk "Μαρία" or \\ring — ευχαριστώ.`,
    pinned: "false",
    until_at: "2026-11-30T10:00:00+00:00",
    version: "1",
  };
}

export function newKey() {
  return generateKeyPairSync("ed25519").privateKey;
}
