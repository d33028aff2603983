import { crc32 } from "node:zlib";

export const MOST_BYTES = 262_144;
const MOST_PIXELS = 1_024;

export type Picture = {
  readonly type: "image/png" | "image/jpeg" | "image/webp";
  readonly width: number;
  readonly height: number;
  /** The picture alone: comments, places, thumbnails and whatever stood behind its end are left out. */
  readonly content: Buffer;
};

/**
 * Reads what a file is from its own bytes, part by part to its end; a sentence says why it is refused. Never SVG: that is
 * a document which may run scripts.
 */
export const readPicture = (file: Buffer): Picture | string => {
  if (file.length > MOST_BYTES) return "The picture is larger than 256 KB. Save it smaller.";
  const reader = readers.find(({ magic }) => file.subarray(0, magic.length).equals(magic));
  if (!reader)
    return "This is no PNG, JPEG or WebP picture. Save the logo as PNG and send it again.";
  const read = reader.read(file);
  if (read === null)
    return "The picture is damaged or moves. Open it, save it as a plain PNG and send it again.";
  const { width, height } = read;
  if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS)
    return `The picture is ${width} by ${height} pixels. Make it at most ${MOST_PIXELS} by ${MOST_PIXELS}.`;
  return { type: reader.type, width, height, content: Buffer.concat(read.parts) };
};

type Read = { readonly width: number; readonly height: number; readonly parts: readonly Buffer[] };

const shownPng = new Set(["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "cHRM", "pHYs", "IDAT", "IEND"]);

/** Chunks of length, name, bytes and checksum; the size stands in the first one. */
const readPng = (file: Buffer): Read | null => {
  const parts = [file.subarray(0, 8)];
  const names: string[] = [];
  for (let at = 8; names.at(-1) !== "IEND";) {
    if (at + 12 > file.length) return null;
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return null;
    const name = file.toString("latin1", at + 4, at + 8);
    if (file.readUInt32BE(end - 4) !== crc32(file.subarray(at + 4, end - 4))) return null;
    if (shownPng.has(name)) parts.push(file.subarray(at, end));
    names.push(name);
    at = end;
  }
  const header = parts[1];
  if (names[0] !== "IHDR" || header?.length !== 25 || !names.includes("IDAT")) return null;
  return { width: header.readUInt32BE(8), height: header.readUInt32BE(12), parts };
};

// Start-of-frame markers; the three left out are tables that share their numbers.
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
// Adobe's segment says how the colours are stored; every other application's is baggage.
const isBaggage = (marker: number) =>
  (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;

/** Segments behind 0xFF and a marker; after a start of scan follow bytes in which 0xFF is escaped. */
const readJpeg = (file: Buffer): Read | null => {
  const parts = [file.subarray(0, 2)];
  let size: { width: number; height: number } | undefined;
  let scanned = false;
  for (let at = 2; at + 2 <= file.length;) {
    const marker = file[at + 1] ?? 0;
    if (file[at] !== 0xff) return null;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9)
      return size && scanned ? { ...size, parts: [...parts, file.subarray(at, at + 2)] } : null;
    if (at + 4 > file.length) return null;
    const length = file.readUInt16BE(at + 2);
    let end = at + 2 + length;
    if (length < 2 || end > file.length) return null;
    if (isFrame(marker)) {
      if (size || length < 8) return null;
      size = { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    }
    if (marker === 0xda) {
      scanned = true;
      end = endOfScan(file, end);
    }
    if (!isBaggage(marker)) parts.push(file.subarray(at, end));
    at = end;
  }
  return null;
};

const endOfScan = (file: Buffer, from: number): number => {
  for (let at = from; at + 1 < file.length; at++) {
    const next = file[at + 1] ?? 0;
    if (file[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return file.length;
};

/** One RIFF container; a still picture is one VP8 or VP8L chunk, with a canvas of the same size when it has transparency. */
const readWebp = (file: Buffer): Read | null => {
  if (file.length < 20 || file.toString("latin1", 8, 12) !== "WEBP") return null;
  const end = 8 + file.readUInt32LE(4);
  if (end > file.length) return null;
  const chunks: { name: string; bytes: Buffer }[] = [];
  for (let at = 12; at < end;) {
    if (at + 8 > end) return null;
    const next = at + 8 + file.readUInt32LE(at + 4);
    if (next > end) return null;
    chunks.push({ name: file.toString("latin1", at, at + 4), bytes: file.subarray(at + 8, next) });
    at = next + (next % 2);
  }
  const pictures = chunks.filter(({ name }) => name === "VP8 " || name === "VP8L");
  const [picture] = pictures;
  const size = picture && sizeOfWebp(picture);
  if (!size || pictures.length > 1) return null;
  // Without its canvas chunk a picture has neither metadata nor frames; only transparency beside VP8 needs one.
  const alpha = picture.name === "VP8 " ? chunks.filter(({ name }) => name === "ALPH") : [];
  const canvas = alpha.length === 1 ? [{ name: "VP8X", bytes: canvasOf(size) }] : [];
  const parts = [...canvas, ...alpha, picture].map(({ name, bytes }) => chunkOf(name, bytes));
  return { ...size, parts: [chunkOf("RIFF", Buffer.concat([Buffer.from("WEBP"), ...parts]))] };
};

const sizeOfWebp = ({ name, bytes }: { name: string; bytes: Buffer }) => {
  if (bytes.length < 10) return null;
  if (name === "VP8L") {
    const bits = bytes.readUInt32LE(1);
    return bytes[0] === 0x2f
      ? { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
      : null;
  }
  if (bytes.readUIntBE(3, 3) !== 0x9d012a) return null;
  return { width: bytes.readUInt16LE(6) & 0x3fff, height: bytes.readUInt16LE(8) & 0x3fff };
};

const HAS_ALPHA = 0x10;

const canvasOf = ({ width, height }: { width: number; height: number }): Buffer => {
  const bytes = Buffer.alloc(10);
  bytes[0] = HAS_ALPHA;
  bytes.writeUIntLE(Math.max(width - 1, 0), 4, 3);
  bytes.writeUIntLE(Math.max(height - 1, 0), 7, 3);
  return bytes;
};

const chunkOf = (name: string, bytes: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
};

const readers = [
  { magic: Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), type: "image/png", read: readPng },
  { magic: Buffer.from([0xff, 0xd8, 0xff]), type: "image/jpeg", read: readJpeg },
  { magic: Buffer.from("RIFF"), type: "image/webp", read: readWebp },
] as const;
