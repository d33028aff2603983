/**
 * Checks the signatures in an export of the log (docs/log-format.md) against the entries in front of them. It believes
 * what a line says, so verify.ts must have found the export whole. This file stands alone and imports nothing:
 * `node verify-signatures.ts EXPORT`; a browser loads it as it is.
 */
export type Sha256 = (bytes: Uint8Array) => string;
/** A standing signature whose rows are no longer what was signed. */
export type Broken = { entry: number; table: string; id: string; column: string };
export type SignatureFault = { entry: number; says: string };
export type SignatureVerdict = {
  signed: number;
  ended: number;
  broken: Broken[];
  fault: SignatureFault | null;
};
type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
type Values = Record<string, string | null>;
type Covered = { table: string; id: string; values: Values };
type Wanted = (type: string, id: string) => boolean;
type Entry = { n: number; action: string; type: string; id: string };

export type Follower = ReturnType<typeof followSignatures>;

/**
 * Reads the lines of one export in order and replays the rows that are `wanted`, which must be all that signatures
 * cover. Whoever can read the file twice learns them from `coveredRows`.
 */
export function followSignatures(sha256: Sha256, wanted: Wanted) {
  const rows = new Map<string, Map<string, string | null | undefined>>();
  const standing = new Map<string, { n: number; covered: Covered[] }>();
  const lines = splitLines(read);
  let signed = 0;
  let ended = 0;
  let fault: SignatureFault | null = null;

  function read(entry: Entry, line: () => Line): void {
    if (fault !== null) return;
    if (entry.type === signature) {
      const says = readSignature(entry, line());
      if (says !== null) fault = { entry: entry.n, says };
    } else if (wanted(entry.type, entry.id)) replay(entry, line());
  }

  function replay({ action, type, id }: Entry, { fields, names }: Line): void {
    const key = `${type} ${id}`;
    if (action === "delete") return void rows.delete(key);
    const row = rows.get(key) ?? new Map<string, string | null | undefined>();
    // A name without value is withheld: what stood there is not known any more.
    for (const name of names) row.set(name, fields[name]?.at(-1));
    rows.set(key, row);
  }

  function readSignature({ n, action, id }: Entry, line: Line): string | null {
    if (action === "update") return endSignature(id, line);
    if (action !== "insert") return "it removes a signature";
    const row = Object.fromEntries(
      Object.entries(line.fields).map(([name, [value]]) => [name, value ?? null]),
    );
    const content = readContent(row["content"] ?? "");
    if (content === null) return "what it signs has not the form of a signature";
    const says =
      faultOfContent(row, content, line.actor) ?? faultOfRows(row, content["rows"] as Covered[]);
    standing.set(id, { n, covered: content["rows"] as Covered[] });
    signed += 1;
    return says;
  }

  function endSignature(id: string, { fields, names }: Line): string | null {
    const altered = names.find((name) => !name.startsWith("@") && !mayChange.has(name));
    if (altered !== undefined) return `it alters the ${altered} of a signature`;
    const again = Object.entries(fields).find(
      ([name, [was]]) => ending.includes(name) && was !== null,
    );
    if (again !== undefined) return `it alters the ${again[0]} of a signature that has ended`;
    if (names.includes("ended_at") && standing.delete(id)) ended += 1;
    return null;
  }

  function faultOfContent(row: Values, content: Content, { kind, membership }: Actor) {
    if (hex(sha256, row["content"] ?? "") !== row["digest"])
      return "what it signs does not hash to its digest";
    for (const [name, column] of bound)
      if (String(content[name]) !== row[column]) return `its ${column} is not the one signed`;
    if (kind === "person" && membership === row["membership_id"]) return null;
    return "it was not made by the person whose signature it is";
  }

  function faultOfRows(row: Values, covered: Covered[]): string | null {
    if (hex(sha256, JSON.stringify(covered)) !== row["covered_digest"])
      return "what it covers does not hash to its digest";
    for (const { table, id } of covered)
      if (!wanted(table, id)) return `it covers ${table} ${id}, which was not followed`;
    const other = firstDifference(covered);
    return (
      other &&
      `the log before it says otherwise of the ${other.column} of ${other.table} ${other.id}`
    );
  }

  function firstDifference(covered: Covered[]): Omit<Broken, "entry"> | null {
    for (const { table, id, values } of covered) {
      const row = rows.get(`${table} ${id}`);
      for (const column in values) {
        const isWithheld = row?.has(column) === true && row.get(column) === undefined;
        const is = row === undefined ? undefined : (row.get(column) ?? null);
        if (!isWithheld && is !== values[column]) return { table, id, column };
      }
    }
    return null;
  }

  function close(): SignatureVerdict {
    const broken = [...standing.values()].flatMap(({ n, covered }) => {
      const difference = fault === null && firstDifference(covered);
      return difference ? [{ entry: n, ...difference }] : [];
    });
    return { signed, ended, broken, fault };
  }
  return { append: lines, close };
}

/** A first reading: which rows signatures cover, as "type id"; null where nothing was ever signed. */
export async function coveredRows(chunks: Chunks): Promise<Set<string> | null> {
  const covered = new Set<string>();
  let isSigned = false;
  const append = splitLines(({ type, action }, line) => {
    if (type !== signature) return;
    isSigned = true;
    if (action !== "insert") return;
    const content = readContent(line().fields["content"]?.[0] ?? "");
    for (const { table, id } of (content?.["rows"] ?? []) as Covered[])
      covered.add(`${table} ${id}`);
  });
  for await (const chunk of chunks) append(chunk);
  return isSigned ? covered : null;
}

type Actor = { kind?: string; membership?: string };
type Content = Record<string, unknown>;
type Line = { names: string[]; fields: Record<string, (string | null)[]>; actor: Actor };

const signature = "signatures.signature";
const ending = ["ended_at", "ended_by", "end_reason"];
/** The scope follows the record when that moves. */
const mayChange = new Set([...ending, "scope_id"]);
/** What is signed, and the column that shows it. */
const bound: [string, string][] = [
  ["id", "id"],
  ["record", "record_id"],
  ["type", "type"],
  ["definition", "definition"],
  ["point", "point"],
  ["meaning", "meaning"],
  ["membership", "membership_id"],
  ["printedName", "printed_name"],
  ["role", "acting_role"],
  ["zone", "zone"],
  ["signedAt", "signed_at"],
];

/** Null for anything but the one spelling in which it is signed. */
function readContent(text: string): Content | null {
  try {
    const content: Content = JSON.parse(text);
    const rows: unknown = content["rows"];
    const isSound = Array.isArray(rows) && rows.every(isCovered) && content["v"] === 1;
    return isSound && JSON.stringify(content) === text ? content : null;
  } catch {
    return null;
  }
}

function isCovered(row: Partial<Covered> | null): boolean {
  const isNamed = typeof row?.table === "string" && typeof row.id === "string";
  return isNamed && typeof row.values === "object" && row.values !== null;
}

const decoder = new TextDecoder("latin1");
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const start =
  /{"v":1,"org":"[^"]*","n":(\d+),[^{}]*?"action":"([a-z]+)","type":"([^"\\]*)"(?:,"id":"([^"\\]*)")?/y;

/** Calls `read` for each whole entry; its payload is taken apart only when asked for. */
function splitLines(read: (entry: Entry, line: () => Line) => void) {
  let rest: Uint8Array = new Uint8Array(0);
  let isOver = false;
  return (chunk: Uint8Array): void => {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    const text = isOver ? "" : latin1(bytes);
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0 && !isOver; end = text.indexOf("\n", from)) {
      start.lastIndex = from;
      const [, n, action = "", type = "", id = ""] = start.exec(text) ?? [];
      const line = bytes.subarray(from, end);
      if (n !== undefined) read({ n: Number(n), action, type, id }, () => readLine(line));
      // An empty line ends the entries; what follows is the checkpoint.
      isOver = end === from;
      from = end + 1;
    }
    rest = bytes.slice(from);
  };
}

/** One character a byte, so that a position in the text is one in the bytes. */
function latin1(bytes: Uint8Array): string {
  const buffer = globalThis.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer?.toString("latin1") ?? decoder.decode(bytes);
}

function readLine(bytes: Uint8Array): Line {
  const [head = "", payload = ""] = utf8.decode(bytes).split("\t");
  const { actor, fields } = JSON.parse(head);
  const values: Record<string, [salt: string, value: (string | null)[]]> = readPayload(payload);
  const names = Object.keys(fields);
  const known = Object.entries(values).map(([name, [, value]]) => [name, value] as const);
  return { actor, names, fields: Object.fromEntries(known) };
}

/** A payload writes a value as `["salt",[old,new]]`, or `["salt",["value"]]`. */
const readPayload = (payload: string): Record<string, [string, (string | null)[]]> =>
  JSON.parse(payload);

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

function hex(sha256: Sha256, text: string): string {
  const digest = atob(sha256(new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

export function describeSignatures({ signed, ended, broken }: SignatureVerdict): string {
  const lines = broken.map(
    ({ entry, table, id, column }) =>
      `signature of entry ${entry} stands no longer: the ${column} of ${table} ${id} is not what was signed\n`,
  );
  return `${lines.join("")}signatures: ${signed} verified, ${ended} of them ended`;
}

async function run(file: string): Promise<boolean> {
  const { createReadStream } = process.getBuiltinModule("node:fs");
  const { hash } = process.getBuiltinModule("node:crypto");
  const read = () => createReadStream(file, { highWaterMark: 2 ** 20 });
  const covered = await coveredRows(read());
  const follower = followSignatures(
    (bytes) => hash("sha256", bytes, "base64"),
    (type, id) => covered?.has(`${type} ${id}`) === true,
  );
  for await (const chunk of read()) follower.append(chunk);
  const verdict = follower.close();
  if (verdict.fault === null) console.log(describeSignatures(verdict));
  else console.log(`NOT VERIFIED: entry ${verdict.fault.entry} is wrong: ${verdict.fault.says}`);
  return verdict.fault === null;
}

if (import.meta.main ?? globalThis.process?.argv?.[1]?.endsWith("verify-signatures.ts"))
  void run(process.argv[2] ?? "").then((ok) => (process.exitCode = ok ? 0 : 1));
