/**
 * Verifies an export of the log (docs/log-format.md). This file stands alone: it imports nothing, so an auditor copies it
 * and runs `node verify.ts EXPORT [--since CHECKPOINT] [--key BASE64]`, and a browser loads it as it is.
 */
export type Primitives = {
  /** The digest as base64, as the export writes it: most comparisons then need no decoding. */
  sha256: (bytes: Uint8Array) => string;
  verifyEd25519: (
    key: Uint8Array,
    text: Uint8Array,
    signature: Uint8Array,
  ) => boolean | Promise<boolean>;
};
/** `since` is the text of an earlier checkpoint; without `key` the file's own public key is believed. */
export type Options = { since?: string | undefined; key?: string | undefined };
export type Withheld = { entry: number; field: string; by: number };
export type Verdict = {
  ok: boolean;
  origin: string;
  key: string;
  entries: number;
  at: string;
  withheld: Withheld[];
  /** `entry` is the first one that is wrong, null when the fault belongs to none. */
  fault: { entry: number | null; says: string } | null;
};
/** What a run of whole lines says by itself: sections can be read in any order and are judged in file order. */
export type Section = {
  first: number;
  count: number;
  leaves: string;
  sequencedFrom: string;
  sequencedUntil: string;
  missing: Withheld[];
  withheld: Withheld[];
  fault: string | null;
};
type Sha256 = Primitives["sha256"];
type Fault = Verdict["fault"];

export async function verifyExport(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  primitives: Primitives,
  options: Options = {},
): Promise<Verdict> {
  let judge: Judge | null = null;
  let rest: Uint8Array = new Uint8Array(0);
  let tail: Uint8Array | null = null;
  for await (const chunk of chunks) {
    const bytes: Uint8Array = joined(tail ?? rest, chunk);
    let from = 0;
    if (bytes.length > longestTail && tail !== null) break;
    if (tail !== null) {
      tail = bytes;
      continue;
    }
    if (judge === null && bytes.indexOf(newline) >= 0) {
      from = bytes.indexOf(newline) + 1;
      judge = startJudging(oneByOne.decode(bytes.subarray(0, from - 1)), primitives, options);
    }
    rest = bytes;
    if (judge === null) continue;
    const blank = blankLine(bytes, from);
    const until = blank < 0 ? bytes.lastIndexOf(newline) + 1 : blank;
    const section = readSection(
      bytes.subarray(from, Math.max(from, until)),
      judge.org,
      primitives.sha256,
    );
    if (!judge.append(section)) break;
    rest = bytes.slice(Math.max(from, until));
    if (blank >= 0) tail = rest;
  }
  judge ??= startJudging(oneByOne.decode(rest), primitives, options);
  return judge.close(tail);
}

export type Judge = {
  org: string;
  /** False when reading on is pointless. */
  append: (section: Section) => boolean;
  /** Takes everything from the blank line on; null when the file has none. */
  close: (tail: Uint8Array | null) => Promise<Verdict>;
};

/** Judges the sections of one file in order. */
export function startJudging(
  firstLine: string,
  primitives: Primitives,
  options: Options = {},
): Judge {
  const { sha256 } = primitives;
  const [opened, origin = "", org = "", key = ""] = opening.exec(firstLine) ?? [];
  const since = options.since === undefined ? null : readCheckpoint(options.since);
  const tree = growTree(sha256);
  const missing = new Map<string, Withheld>();
  const withheld: Withheld[] = [];
  let sequencedUntil = "";
  let sinceRoot = tree.root();
  let fault: Fault = null;
  if (opened === undefined || fromBase64(key) === null)
    fault = inFile("the first line is not that of a log export");
  else if (options.key !== undefined && options.key !== key)
    fault = inFile(
      "the file carries another public key than the one given; that installation did not write it",
    );

  function append(section: Section): boolean {
    const next = tree.size() + 1;
    if (section.count > 0 && section.first !== next)
      fault ??= inEntry(next, misplaced(section.first));
    if (section.count > 0 && section.sequencedFrom < sequencedUntil)
      fault ??= inEntry(next, tooEarly);
    if (fault !== null) return false;
    for (let from = 0; from < section.leaves.length; from += 44) {
      tree.push(bytesOf(section.leaves, from, 32));
      if (tree.size() === since?.size) sinceRoot = tree.root();
    }
    for (const gap of section.missing) missing.set(`${gap.entry} ${gap.field}`, gap);
    for (const pair of section.withheld) withheld.push(pair);
    if (section.count > 0) sequencedUntil = section.sequencedUntil;
    if (section.fault !== null) fault = inEntry(tree.size() + 1, section.fault);
    return fault === null;
  }

  async function close(tail: Uint8Array | null): Promise<Verdict> {
    const note =
      tail &&
      readCheckpoint(new TextDecoder("utf-8", { ignoreBOM: true }).decode(tail.subarray(1)));
    fault ??=
      tail === null
        ? inEntry(tree.size() + 1, "the file is cut off here: its checkpoint is missing")
        : null;
    fault ??=
      (await faultOfNote(note)) ?? (options.since === undefined ? null : await faultSince());
    const gaps = fault === null ? [...missing.values()].sort((a, b) => a.entry - b.entry) : [];
    return {
      ok: fault === null,
      origin,
      key,
      entries: tree.size(),
      at: note?.at ?? "",
      withheld: gaps,
      fault,
    };
  }

  async function faultOfNote(note: Checkpoint | null): Promise<Fault> {
    const size = tree.size();
    if (note === null || note.origin !== origin)
      return inFile("the checkpoint at its end is damaged or of another log");
    if (note.size > size)
      return inEntry(size + 1, `it is missing: the checkpoint counts ${note.size} entries`);
    if (note.size < size)
      return inEntry(note.size + 1, `it was added: the checkpoint counts ${note.size} entries`);
    for (const { entry, field, by } of withheld) {
      const gap = missing.get(`${entry} ${field}`);
      if (gap === undefined)
        return inEntry(
          entry,
          `entry ${by} withholds its ${field}, yet it is in the file or never was`,
        );
      gap.by ||= by;
    }
    for (const gap of missing.values())
      if (gap.by === 0)
        return inEntry(gap.entry, `its ${gap.field} is missing and no entry withholds it`);
    if (note.root !== tree.root())
      return inFile(
        `entries 1 to ${size} are not those that the checkpoint signs: some were rewritten, leaf and all`,
      );
    const valid = note.signatures.length === 1 && (await isSigned(note, key, primitives));
    return valid
      ? null
      : inFile("the checkpoint's signature does not verify under the key in the first line");
  }

  async function faultSince(): Promise<Fault> {
    if (since === null || since.origin !== origin)
      return inFile("the earlier checkpoint is damaged or of another log");
    if (!(await isSigned(since, key, primitives)))
      return inFile("the earlier checkpoint is not signed by the file's key");
    if (since.size > tree.size())
      return inEntry(
        tree.size() + 1,
        `it is missing: the earlier checkpoint counted ${since.size} entries`,
      );
    if (since.root === sinceRoot) return null;
    return inFile(
      `history was rewritten: entries 1 to ${since.size} are not those that the checkpoint of ${since.at} signed`,
    );
  }

  return { org, append, close };
}

/** Reads whole entry lines. Every byte is either hashed or compared with the only form that it may have. */
export function readSection(bytes: Uint8Array, org: string, sha256: Sha256): Section {
  const text = oneByOne.decode(bytes);
  const section: Section = {
    ...{ first: 0, count: 0, leaves: "", sequencedFrom: "", sequencedUntil: "" },
    ...{ missing: [], withheld: [], fault: null },
  };
  try {
    for (let from = 0; from < bytes.length;)
      from = readEntry({ bytes, text, org, sha256 }, from, section);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    section.fault = error.message;
  }
  return section;
}

class Wrong extends Error {}
type Lines = { bytes: Uint8Array; text: string; org: string; sha256: Sha256 };

function readEntry(lines: Lines, from: number, section: Section): number {
  const { bytes, text, org, sha256 } = lines;
  const tab = text.indexOf("\t", from);
  const end = text.indexOf("\n", from);
  const leafAt = end - 44;
  header.lastIndex = from;
  const [head = "", ofOrg, number, sequencedAt = "", withholds] = header.exec(text) ?? [];
  if (head === "" || text.charCodeAt(leafAt - 1) !== 9)
    throw new Wrong("it is not written in the form of an entry");
  const n = Number(number);
  if (section.count > 0 && n !== section.first + section.count) throw new Wrong(misplaced(n));
  if (ofOrg !== org) throw new Wrong("it belongs to another organisation's log");
  if (sequencedAt < section.sequencedUntil) throw new Wrong(tooEarly);
  readFields(lines, n, from + head.length, tab, leafAt - 1, section.missing);
  const leaf = sha256(preimage(noBytes, noBytes, bytes.subarray(from, tab)));
  if (!text.startsWith(leaf, leafAt)) throw new Wrong("its header does not hash to its leaf");

  if (section.count === 0) Object.assign(section, { first: n, sequencedFrom: sequencedAt });
  section.sequencedUntil = sequencedAt;
  section.leaves += leaf;
  section.count += 1;
  for (const [entry, fields] of JSON.parse(withholds ?? "[]")) {
    if (entry > n) throw new Wrong("it withholds values of a later entry");
    for (const field of fields) section.withheld.push({ entry, field, by: n });
  }
  return end + 1;
}

/** Walks the header's commitments and the payload's salts and values side by side. */
function readFields(
  lines: Lines,
  n: number,
  from: number,
  tab: number,
  end: number,
  missing: Withheld[],
): void {
  const { bytes, text, sha256 } = lines;
  let at = from;
  let paid = tab + 1;
  let mark = "{";
  for (; text.charCodeAt(at) === quote; at += text.charCodeAt(at) === comma ? 1 : 0) {
    const nameEnd = text.indexOf('"', at + 1) + 1;
    const name = text.slice(at, nameEnd);
    const commitment = nameEnd + 2;
    at = commitment + 45;
    if (
      !fieldName.test(name) ||
      !text.startsWith(':"', nameEnd) ||
      text.charCodeAt(at - 1) !== quote
    )
      throw new Wrong("its commitments are not in the one form that they have");
    const salt = paid + name.length + 4;
    if (!text.startsWith(name, paid + 1)) {
      missing.push({ entry: n, field: name.slice(1, -1), by: 0 });
      continue;
    }
    const value = salt + 26;
    const valueEnd = endOfValue(text, value);
    if (
      !text.startsWith(mark, paid) ||
      !text.startsWith(':["', salt - 3) ||
      !text.startsWith('==",[', value - 4)
    )
      throw new Wrong(`its ${name} is not written as salt and value`);
    const label = bytes.subarray(nameEnd - name.length + 1, nameEnd - 1);
    const hash = sha256(preimage(bytesOf(text, salt, 16), label, bytes.subarray(value, valueEnd)));
    if (!text.startsWith(hash, commitment)) throw new Wrong(`its ${name} is not what was logged`);
    paid = valueEnd + 1;
    mark = ",";
  }
  if (!text.startsWith("}}", at) || at + 2 !== tab)
    throw new Wrong("its header is not in the one form that it has");
  if (!text.startsWith(mark === "{" ? "{}" : "}", paid) || paid + (mark === "{" ? 2 : 1) !== end)
    throw new Wrong("its payload holds more than its header names");
}

/** The end of `[text or null, ...]` and of the bracket behind it; what lies between is bound by its hash. */
function endOfValue(text: string, from: number): number {
  let at = from;
  do {
    at += 1;
    if (text.startsWith("null", at)) at += 4;
    else if (text.charCodeAt(at) === quote) at = endOfText(text, at);
    else throw new Wrong("a value is neither a text nor null");
  } while (text.charCodeAt(at) === comma);
  if (!text.startsWith("]]", at)) throw new Wrong("a value is not written as a list");
  return at + 1;
}

function endOfText(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let slashes = end;
    while (text.charCodeAt(slashes - 1) === backslash) slashes -= 1;
    if ((end - slashes) % 2 === 0) return end + 1;
  }
  throw new Wrong("a text has no end");
}

/** The tree of RFC 6962, grown leaf by leaf from any size; it keeps only the peaks. */
export function growTree(sha256: Sha256, startSize = 0, startPeaks: Uint8Array[] = []) {
  const pair = new Uint8Array(65).fill(1, 0, 1);
  const peaks: { width: number; hash: Uint8Array }[] = [];
  let size = 0;
  for (const hash of startPeaks) {
    const width = 2 ** Math.floor(Math.log2(startSize - size));
    peaks.push({ width, hash });
    size += width;
  }

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

  function root(): string {
    const all = peaks.map((peak) => peak.hash);
    return all.length === 0
      ? sha256(noBytes)
      : toBase64(all.reduceRight((right, left) => node(left, right)));
  }

  return { push, root, size: () => size, peaks: () => peaks.map((peak) => peak.hash) };
}

export type Checkpoint = {
  text: string;
  origin: string;
  size: number;
  root: string;
  at: string;
  signatures: { name: string; bytes: Uint8Array }[];
};

/** Reads a C2SP checkpoint; null when it has any other form than this log writes. */
export function readCheckpoint(note: string): Checkpoint | null {
  const [whole, text = "", origin = "", , size, root = "", at = "", lines = ""] =
    checkpoint.exec(note) ?? [];
  const signatures = lines
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" "));
  const read = signatures.map(([, name = "", bytes = ""]) => ({
    name,
    bytes: fromBase64(bytes) ?? noBytes,
  }));
  const valid =
    whole !== undefined && fromBase64(root) !== null && read.every(({ bytes }) => bytes.length > 4);
  return valid ? { text, origin, size: Number(size), root, at, signatures: read } : null;
}

/** The first four bytes of a signature line, as C2SP's signed-note defines them for Ed25519. */
export function keyId(name: string, key: Uint8Array, sha256: Sha256): Uint8Array {
  return bytesOf(sha256(joined(new TextEncoder().encode(`${name}\n\u0001`), key)), 0, 32).subarray(
    0,
    4,
  );
}

/** Lines of other signers (witnesses) are ignored, as the specification demands; ours must verify. */
async function isSigned(
  note: Checkpoint,
  key: string,
  { sha256, verifyEd25519 }: Primitives,
): Promise<boolean> {
  const bytes = fromBase64(key) ?? noBytes;
  const name = note.origin.slice(0, note.origin.lastIndexOf("/"));
  const id = toBase64(keyId(name, bytes, sha256));
  const ours = note.signatures.find(
    (line) => line.name === name && toBase64(line.bytes.subarray(0, 4)) === id,
  );
  return (
    ours !== undefined &&
    verifyEd25519(bytes, new TextEncoder().encode(note.text), ours.bytes.subarray(4))
  );
}

const inFile = (says: string): Fault => ({ entry: null, says });
const inEntry = (entry: number, says: string): Fault => ({ entry, says });
const misplaced = (found: number) => `in its place stands a line with the number ${found}`;
const tooEarly = "it was sequenced before the entry in front of it";

const newline = 10;
const quote = 34;
const comma = 44;
const backslash = 92;
const longestTail = 65_536;
const noBytes = new Uint8Array(0);

/** One character a byte, so that a position in the text is one in the bytes: for structure, never for values. */
const oneByOne = new TextDecoder("latin1");

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const logOf = `(plumbline/${uuid}/(${uuid}))`;
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z`;
const digest = "[A-Za-z0-9+/]{43}=";
const count = String.raw`(?:0|[1-9]\d{0,18})`;
const text = String.raw`"(?:[^"\\\t\n]|\\[^\t\n])*"`;
const texts = `\\[${text}(?:,${text})*\\]`;
const gap = `\\[${count},${texts}\\]`;
const optional = (shape: string, ...keys: string[]) =>
  keys.map((key) => `(?:,"${key}":${shape})?`).join("");

const opening = new RegExp(`^plumbline-log/1 ${logOf} (${digest})$`);
const checkpoint = new RegExp(
  `^(${logOf}\n(${count})\n(${digest})\n(${time})\n)\n((?:— [^\\s+]+ [A-Za-z0-9+/=]+\n)+)$`,
);
const fieldName = /^"[!#-[\]-~]+"$/;
const header = new RegExp(
  `{"v":1,"org":"(${uuid})","n":(${count}),"hint":${count},"tx":${count},"at":"${time}","sequencedAt":"(${time})"` +
    `,"action":"(?:insert|update|delete|fact)","type":${text}${optional(text, "id", "scope")}${optional(count, "version")}` +
    `,"actor":{"kind":${text}${optional(text, "role", "person", "membership", "onBehalfOf")}${optional(texts, "roles")}}` +
    `${optional(text, "zone", "session", "request", "operation")}${optional(texts, "secrets")}` +
    `(?:,"withholds":(\\[${gap}(?:,${gap})*\\]))?,"fields":{`,
  "y",
);

function blankLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== newline)
    at = bytes.indexOf(newline, at) + 1 || bytes.length;
  return at < bytes.length ? at : -1;
}

let scratch = new Uint8Array(4096);

/** salt, label, a zero byte, value: the hashed form of a field, and without salt and label that of a leaf. */
function preimage(salt: Uint8Array, label: Uint8Array, value: Uint8Array): Uint8Array {
  const length = salt.length + label.length + 1 + value.length;
  if (scratch.length < length) scratch = new Uint8Array(length * 2);
  scratch.set(salt);
  scratch.set(label, salt.length);
  scratch[salt.length + label.length] = 0;
  scratch.set(value, salt.length + label.length + 1);
  return scratch.subarray(0, length);
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digitOf = new Uint8Array(65_536).fill(64);
for (let i = 0; i < 64; i++) digitOf[digits.charCodeAt(i)] = i;

/** Decodes `length` bytes of base64 and refuses digits with unused bits set: each value has one spelling only. */
function bytesOf(text: string, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let bits = 0;
  let wrong = 0;
  for (let i = 0, at = from; i < length; at++) {
    const digit = digitOf[text.charCodeAt(at)] ?? 64;
    wrong |= digit & 64;
    bits = ((bits << 6) | digit) & 0xffff;
    const phase = (at - from) & 3;
    if (phase === 0) continue;
    bytes[i++] = bits >> (6 - 2 * phase);
    if (i === length) wrong |= bits & (0x3f >> (2 * phase)) & 0x3f;
  }
  if (wrong !== 0) throw new Wrong("a salt or a hash is not written in base64");
  return bytes;
}

export function fromBase64(text: string): Uint8Array | null {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const valid =
    text.length % 4 === 0 && /^[A-Za-z0-9+/]*$/.test(text.slice(0, text.length - padding));
  const bytes = valid
    ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    : noBytes;
  return valid && toBase64(bytes) === text ? bytes : null;
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
