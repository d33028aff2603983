/**
 * Verifies an export of the log (docs/log-format.md). This file stands alone and imports nothing: an auditor copies it and
 * runs `node verify.ts EXPORT [--since CHECKPOINT] [--key BASE64]`; a browser loads it as it is.
 */
export type Primitives = {
  /** The digest as base64, as the export writes it: most comparisons then need no decoding. */
  sha256: (bytes: Uint8Array) => string;
  verifyEd25519: (key: Uint8Array, text: Uint8Array, sig: Uint8Array) => boolean | Promise<boolean>;
};
/** `since` is the text of an earlier checkpoint; without `key` the file's own key is believed. */
export type Options = { since?: string | undefined; key?: string | undefined };
export type Withheld = { entry: number; field: string; by: number };
/** `entry` is the first one that is wrong; null when the fault belongs to none. */
export type Fault = { entry: number | null; says: string };
type Log = { origin: string; key: string; entries: number; at: string };
export type Verdict = Log & { ok: boolean; withheld: Withheld[]; fault: Fault | null };
type Sha256 = Primitives["sha256"];
type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export async function verifyExport(chunks: Chunks, primitives: Primitives, options: Options = {}) {
  let judge: Judge | null = null;
  let rest = noBytes;
  for await (const chunk of chunks) {
    rest = joined(rest, chunk);
    if (judge === null) {
      const end = rest.indexOf(newline);
      if (end < 0) continue;
      judge = startJudging(latin1(rest.subarray(0, end)), primitives, options);
      rest = rest.subarray(end + 1);
    }
    if (rest[0] === newline && rest.length > longestTail) break;
    const section = readSection(rest, judge.org, primitives.sha256);
    if (!judge.append(section)) break;
    rest = rest.subarray(section.length);
  }
  judge ??= startJudging(latin1(rest), primitives, options);
  return judge.close(rest);
}

export type Judge = ReturnType<typeof startJudging>;
/** Judges the sections of one file in order; `close` takes everything from the blank line on. */
export function startJudging(firstLine: string, primitives: Primitives, options: Options = {}) {
  const [opened, origin = "", org = "", key = ""] = opening.exec(firstLine) ?? [];
  const since = options.since === undefined ? null : readCheckpoint(options.since);
  const tree = growTree(primitives.sha256);
  const gaps = new Map<string, Withheld>();
  const withheld: Withheld[] = [];
  let sinceRoot = tree.root();
  let fault: Fault | null = null;
  if (opened === undefined) fault = inFile("its first line is not that of a log export");
  else if ((options.key ?? key) !== key) fault = inFile("its key is not the one given");

  /** False when reading on is pointless. */
  function append(section: Section): boolean {
    const next = tree.size() + 1;
    const moved = section.count > 0 && section.first !== next;
    if (moved) fault ??= { entry: next, says: misplaced(section.first) };
    if (fault !== null) return false;
    for (let from = 0; from < section.leaves.length; from += 44) {
      tree.push(bytesOf(section.leaves, from, 32));
      if (tree.size() === since?.size) sinceRoot = tree.root();
    }
    for (const gap of section.missing) gaps.set(`${gap.entry} ${gap.field}`, gap);
    for (const pair of section.withheld) withheld.push(pair);
    if (section.fault !== null) fault = { entry: tree.size() + 1, says: section.fault };
    return fault === null;
  }

  async function close(tail: Uint8Array): Promise<Verdict> {
    const note = tail[0] === newline ? readCheckpoint(utf8.decode(tail.subarray(1))) : null;
    if (tail[0] !== newline) fault ??= { entry: tree.size() + 1, says: "the file is cut off here" };
    fault ??= (await faultOfNote(note)) ?? (await faultSince());
    const log = { origin, key, entries: tree.size(), at: note?.at ?? "" };
    return { ...log, ok: fault === null, withheld: [...gaps.values()], fault };
  }

  async function faultOfNote(note: Checkpoint | null): Promise<Fault | null> {
    const size = tree.size();
    if (note?.origin !== origin) return inFile("its checkpoint is damaged or of another log");
    const counts = `the checkpoint counts ${note.size} entries`;
    if (note.size > size) return { entry: size + 1, says: `it is missing: ${counts}` };
    if (note.size < size) return { entry: note.size + 1, says: `it was added: ${counts}` };
    for (const { entry, field, by } of withheld) {
      const gap = gaps.get(`${entry} ${field}`);
      if (!gap) return { entry, says: `entry ${by} withholds its ${field}, yet it is here` };
      gap.by ||= by;
    }
    for (const { entry, field, by } of gaps.values())
      if (by === 0) return { entry, says: `its ${field} is missing and no entry withholds it` };
    if (note.root !== tree.root()) return inFile(`entries 1 to ${size} are not those signed for`);
    const valid = note.signatures.length === 1 && (await isSigned(note, key, primitives));
    return valid ? null : inFile("its checkpoint is not signed by the key in its first line");
  }

  async function faultSince(): Promise<Fault | null> {
    if (options.since === undefined) return null;
    if (since?.origin !== origin) return inFile("the earlier checkpoint is damaged or foreign");
    const valid = await isSigned(since, key, primitives);
    if (!valid) return inFile("the earlier checkpoint is not signed by the key in the file");
    const next = tree.size() + 1;
    const counted = `the checkpoint of ${since.at} counted ${since.size} entries`;
    if (since.size >= next) return { entry: next, says: `it is missing: ${counted}` };
    if (since.root === sinceRoot) return null;
    return inFile(`history was rewritten: ${counted}, and entries 1 to ${since.size} were others`);
  }
  return { org, append, close };
}

/** What whole lines say by themselves; `length` is the bytes read, for an unfinished line stops it. */
export type Section = {
  length: number;
  first: number;
  count: number;
  leaves: string;
  missing: Withheld[];
  withheld: Withheld[];
  fault: string | null;
};

/** Every byte of an entry is either hashed or compared with the only form that it may have. */
export function readSection(bytes: Uint8Array, org: string, sha256: Sha256): Section {
  const lines = { bytes, text: latin1(bytes), org, sha256 };
  const lists: Pick<Section, "missing" | "withheld"> = { missing: [], withheld: [] };
  const section = { length: 0, first: 0, count: 0, leaves: "", ...lists, fault: null };
  try {
    for (let end = 0; bytes[section.length] !== newline; section.length = end + 1) {
      end = lines.text.indexOf("\n", section.length);
      if (end < 0) break;
      readEntry(lines, section.length, end, section);
    }
    return section;
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { ...section, fault: error.message };
  }
}

class Wrong extends Error {}
type Lines = { bytes: Uint8Array; text: string; org: string; sha256: Sha256 };

function readEntry(lines: Lines, from: number, end: number, section: Section): void {
  const { bytes, text, org, sha256 } = lines;
  const next = section.first + section.count;
  const leafAt = end - 44;
  header.lastIndex = from;
  const [head = "", ofOrg, number, withholds] = header.exec(text) ?? [];
  const n = Number(number);
  if (head === "" || text[leafAt - 1] !== "\t") throw new Wrong("it has not the form of an entry");
  if (section.count > 0 && n !== next) throw new Wrong(misplaced(n));
  if (ofOrg !== org) throw new Wrong("it belongs to another organisation's log");
  const tab = readFields(lines, from + head.length, leafAt - 1, n, section);
  scratch[0] = 0;
  const length = copied(bytes, from, tab, 1);
  const leaf = sha256(scratch.subarray(0, length));
  if (!text.startsWith(leaf, leafAt)) throw new Wrong("its header does not hash to its leaf");
  if (section.count === 0) section.first = n;
  section.leaves += leaf;
  section.count += 1;
  for (const [entry, fields] of withholds === undefined ? [] : JSON.parse(withholds))
    for (const field of fields) section.withheld.push({ entry, field, by: entry > n ? 0 : n });
}

/** Walks commitments, and salts and values, side by side; answers where the header ends. */
function readFields(lines: Lines, from: number, end: number, n: number, section: Section): number {
  const { bytes, text, sha256 } = lines;
  const tab = text.indexOf("\t", from);
  let at = from;
  let paid = tab + 1;
  let sign = brace;
  for (let more = bytes[at] === quote; more; at += more ? 1 : 0) {
    let same = 1;
    while (bytes[at + same] === bytes[paid + 1 + same] && bytes[at + same] !== quote) same += 1;
    const held = bytes[at + same] === quote && bytes[paid + 1 + same] === quote;
    const nameEnd = held ? at + same : text.indexOf('"', at + 1);
    const commitment = nameEnd + 3;
    const framed = bytes[nameEnd + 1] === colon && bytes[nameEnd + 2] === quote;
    if (!framed || bytes[commitment + 44] !== quote) throw new Wrong("a commitment is malformed");
    if (held) {
      const salt = paid + same + 5;
      saltAndValue.lastIndex = salt - 4;
      const sound = bytes[paid] === sign && bytes[paid + 1] === quote && saltAndValue.test(text);
      if (!sound) throw new Wrong(`its ${text.slice(at + 1, nameEnd)} is malformed`);
      decode(text, salt, 16, scratch);
      const named = copied(bytes, at + 1, nameEnd, 16);
      scratch[named] = 0;
      const length = copied(bytes, salt + 26, saltAndValue.lastIndex, named + 1);
      const asLogged = text.startsWith(sha256(scratch.subarray(0, length)), commitment);
      if (!asLogged) throw new Wrong(`its ${text.slice(at + 1, nameEnd)} is not as logged`);
      paid = saltAndValue.lastIndex + 1;
      sign = comma;
    } else section.missing.push({ entry: n, field: text.slice(at + 1, nameEnd), by: 0 });
    at = commitment + 45;
    more = bytes[at] === comma;
  }
  if (text.slice(at, tab) !== "}}") throw new Wrong("its header is not well formed");
  if (text.slice(paid, end) === (sign === brace ? "{}" : "}")) return tab;
  throw new Wrong("its payload holds what its header does not name");
}

/** The tree of RFC 6962, grown leaf by leaf from any size; it keeps only the peaks. */
export function growTree(sha256: Sha256, peaks: { width: number; hash: Uint8Array }[] = []) {
  const pair = new Uint8Array(65).fill(1, 0, 1);
  let size = peaks.reduce((sum, peak) => sum + peak.width, 0);
  function node(left: Uint8Array, right: Uint8Array): Uint8Array {
    pair.set(left, 1);
    pair.set(right, 33);
    return bytesOf(sha256(pair), 0, 32);
  }

  function push(leaf: Uint8Array): void {
    let top = { width: 1, hash: leaf };
    for (let last = peaks.at(-1); last?.width === top.width; last = peaks.at(-1)) {
      top = { width: top.width * 2, hash: node(last.hash, top.hash) };
      peaks.pop();
    }
    peaks.push(top);
    size += 1;
  }

  const hashes = () => peaks.map((peak) => peak.hash);
  const fold = () => toBase64(hashes().reduceRight((right, left) => node(left, right)));
  const root = () => (peaks.length === 0 ? sha256(noBytes) : fold());
  return { push, root, size: () => size, peaks: hashes };
}

export type Checkpoint = NonNullable<ReturnType<typeof readCheckpoint>>;

/** Reads a C2SP checkpoint; null when it has any other form than this log writes. */
export function readCheckpoint(note: string) {
  const found = signedNote.exec(note) ?? [];
  const [all, text = "", origin = "", , size, root = "", at = "", lines = ""] = found;
  const signatures = [...lines.matchAll(/— (\S+) (\S+)\n/g)].map(([, name, base64 = ""]) => {
    const bytes = fromBase64(base64);
    return { name, id: toBase64(bytes.subarray(0, 4)), bytes };
  });
  const valid = all !== undefined && signatures.every(({ bytes }) => bytes.length > 4);
  return valid ? { text, origin, size: Number(size), root, at, signatures } : null;
}

/** The first four bytes of a signature line, as C2SP's signed-note defines them for Ed25519. */
export function keyId(name: string, key: Uint8Array, sha256: Sha256): Uint8Array {
  const named = joined(new TextEncoder().encode(`${name}\n\u0001`), key);
  return bytesOf(sha256(named), 0, 32).subarray(0, 4);
}

/** Lines of other signers (witnesses) are passed over, as the specification demands; ours must verify. */
async function isSigned(note: Checkpoint, key: string, { sha256, verifyEd25519 }: Primitives) {
  const name = note.origin.slice(0, note.origin.lastIndexOf("/"));
  const bytes = fromBase64(key);
  const id = toBase64(keyId(name, bytes, sha256));
  const ours = note.signatures.find((line) => line.name === name && line.id === id);
  if (ours === undefined || bytes.length !== 32) return false;
  return verifyEd25519(bytes, new TextEncoder().encode(note.text), ours.bytes.subarray(4));
}

const inFile = (says: string): Fault => ({ entry: null, says });
const misplaced = (found: number) => `in its place stands entry ${found}`;

const [newline, quote, comma, colon, brace] = [10, 34, 44, 58, 123];
const longestTail = 65_536;
const noBytes: Uint8Array = new Uint8Array(0);

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const log = `(plumbline(?:-simulated)?/${uuid}/(${uuid}))`;
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z`;
const digest = "[A-Za-z0-9+/]{43}=";
const count = String.raw`(?:0|[1-9]\d{0,18})`;
const string = String.raw`"[^"\\\t\n]*(?:\\[^\t\n][^"\\\t\n]*)*"`;
const strings = String.raw`\[${string}(?:,${string})*\]`;
const nullables = String.raw`\[(?:null|${string})(?:,(?:null|${string}))*\]`;
const saltAndValue = new RegExp(String.raw`":\["[A-Za-z0-9+/]{22}==",${nullables}(?=\])`, "y");
const gap = String.raw`\[${count},${strings}\]`;
const maybe = (shape: string, ...keys: string[]) =>
  keys.map((key) => `(?:,"${key}":${shape})?`).join("");
const opening = new RegExp(`^plumbline-log/1 ${log} (${digest})$`);
const line = String.raw`— [^\s+]+ [A-Za-z0-9+/=]+\n`;
const signedNote = new RegExp(`^(${log}\n(${count})\n(${digest})\n(${time})\n)\n((?:${line})+)$`);
const header = new RegExp(
  `{"v":1,"org":"(${uuid})","n":(${count}),"hint":${count},"tx":${count},"at":"${time}"` +
    `,"sequencedAt":"${time}","action":"(?:insert|update|delete|fact)","type":${string}` +
    `${maybe(string, "id", "scope")}${maybe(count, "version")},"actor":{"kind":${string}` +
    `${maybe(string, "role", "person", "membership", "onBehalfOf")}${maybe(strings, "roles")}}` +
    `${maybe(string, "zone", "session", "request", "operation")}${maybe(strings, "secrets")}` +
    String.raw`(?:,"withholds":(\[${gap}(?:,${gap})*\]))?,"fields":{`,
  "y",
);

/** One character a byte, so that a position in the text is one in the bytes: for structure, never for values. */
const decoder = new TextDecoder("latin1");
/** A byte order mark is kept: it would be a byte that nothing binds. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function latin1(bytes: Uint8Array): string {
  const buffer = globalThis.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer?.toString("latin1") ?? decoder.decode(bytes);
}

let scratch: Uint8Array = new Uint8Array(65_536);

/** Copies into the scratch at `to` and answers the position behind. Short runs are faster byte by byte. */
function copied(bytes: Uint8Array, from: number, until: number, to: number): number {
  const end = to + until - from;
  if (end > scratch.length) scratch = joined(scratch, new Uint8Array(end));
  if (end - to > 96) scratch.set(bytes.subarray(from, until), to);
  else for (let i = from; i < until; i++) scratch[to + i - from] = bytes[i] ?? 0;
  return end;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digitOf = new Uint8Array(65_536).fill(64);
for (let i = 0; i < 64; i++) digitOf[digits.charCodeAt(i)] = i;

/** Decodes base64 and refuses a last digit with unused bits set: each value has one spelling only. */
function decode(text: string, from: number, length: number, into: Uint8Array): Uint8Array {
  let bits = 0;
  let wrong = 0;
  for (let i = 0, at = from; i < length; at++) {
    const digit = digitOf[text.charCodeAt(at)] ?? 64;
    const phase = (at - from) & 3;
    wrong |= digit & 64;
    bits = (bits << 6) | digit;
    if (phase > 0) into[i++] = bits >> (6 - 2 * phase);
    if (phase > 0 && i === length && length % 3 > 0) wrong |= bits & (0x3f >> (2 * phase));
  }
  if (wrong !== 0) throw new Wrong("a salt or hash is not written in base64");
  return into;
}

const bytesOf = (text: string, from: number, length: number) =>
  decode(text, from, length, new Uint8Array(length));

/** No bytes at all for what is not base64 in its one spelling. */
export function fromBase64(text: string): Uint8Array {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    return noBytes;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : noBytes;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** The command line; `verify` may read the file in another way, on several processors say. */
export async function runVerifier(args: string[], verify = verifyFile): Promise<boolean> {
  const { parseArgs } = process.getBuiltinModule("node:util");
  const { readFileSync } = process.getBuiltinModule("node:fs");
  try {
    const options = { since: { type: "string" }, key: { type: "string" } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const [file = "", more] = positionals;
    if (file === "" || more !== undefined) throw new Error("Name the one export to verify.");
    const since = values.since === undefined ? undefined : readFileSync(values.since, "utf8");
    const verdict = await verify(file, { since, key: values.key });
    console.log(describe(verdict));
    return verdict.ok;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error("Use: EXPORT [--since CHECKPOINT] [--key BASE64]");
    return false;
  }
}

function describe({ fault, withheld, entries, origin, at, key }: Verdict): string {
  const place = fault?.entry ? `entry ${fault.entry} is wrong: ` : "the file is wrong: ";
  if (fault !== null) return `NOT VERIFIED: ${place}${fault.says}`;
  const gaps = withheld.map((g) => `entry ${g.entry}: ${g.field} withheld by entry ${g.by}\n`);
  const made = origin.includes("-simulated/") ? " (a simulation: its times were set by hand)" : "";
  return `${gaps.join("")}verified: ${entries} entries of ${origin}${made}, signed at ${at} by ${key}`;
}

function verifyFile(file: string, options: Options): Promise<Verdict> {
  const { createReadStream } = process.getBuiltinModule("node:fs");
  const chunks = createReadStream(file, { highWaterMark: 2 ** 20 });
  return verifyExport(chunks, nodePrimitives(), options);
}

export function nodePrimitives(): Primitives {
  const { createPublicKey, hash, verify } = process.getBuiltinModule("node:crypto");
  const sha256 = (bytes: Uint8Array) => hash("sha256", bytes, "base64");
  const verifyEd25519 = (raw: Uint8Array, text: Uint8Array, sig: Uint8Array) => {
    const key = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
    return verify(null, text, createPublicKey({ key, format: "der", type: "spki" }), sig);
  };
  return { sha256, verifyEd25519 };
}

if (import.meta.main ?? globalThis.process?.argv?.[1]?.endsWith("verify.ts"))
  void runVerifier(process.argv.slice(2)).then((ok) => (process.exitCode = ok ? 0 : 1));
