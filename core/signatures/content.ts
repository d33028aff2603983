import { createHash } from "node:crypto";

/**
 * One row that a signature covers, as the log's images say it: the type under which the log knows it, its id, and the
 * covered columns with PostgreSQL's own texts. An auditor replays the same texts from an export.
 */
export type CoveredRow = {
  readonly table: string;
  readonly id: string;
  readonly values: Readonly<Record<string, string | null>>;
};

/** Exactly what a signature point covers: fields, children, files and links, each as rows. */
export type Content = readonly CoveredRow[];

/** Everything that is signed. State, version and comments are no part of it. */
export type SignedContent = {
  readonly id: string;
  readonly recordId: string;
  readonly type: string;
  readonly definition: number;
  readonly point: string;
  readonly meaning: string;
  readonly membershipId: string;
  readonly printedName: string;
  readonly role: string;
  readonly zone: string;
  readonly signedAt: string;
  readonly rows: Content;
};

/** The bytes that are signed: JSON without spaces, keys in the order of their code units, rows by table and id. */
export const canonical = (signed: SignedContent): string =>
  JSON.stringify({
    definition: signed.definition,
    id: signed.id,
    meaning: signed.meaning,
    membership: signed.membershipId,
    point: signed.point,
    printedName: signed.printedName,
    record: signed.recordId,
    role: signed.role,
    rows: ordered(signed.rows),
    signedAt: signed.signedAt,
    type: signed.type,
    v: 1,
    zone: signed.zone,
  });

/** Of what is shown and covered, without who signs and when: it says later whether the signature still stands. */
export const coveredDigest = (rows: Content): string => sha256(JSON.stringify(ordered(rows)));

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const ordered = (rows: Content): Content => {
  const sorted = rows
    .map(({ table, id, values }) => ({ id, table, values: byKey(values) }))
    .toSorted((a, b) => compare(a.table, b.table) || compare(a.id, b.id));
  const twice = sorted.find(({ table, id }, index) => {
    const next = sorted[index + 1];
    return next?.table === table && next.id === id;
  });
  if (twice) throw new Error(`${twice.table} ${twice.id} is covered twice by one signature.`);
  return sorted;
};

const byKey = (values: CoveredRow["values"]): CoveredRow["values"] =>
  Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => compare(a, b)));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
