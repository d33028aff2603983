import { crc32, deflateSync } from "node:zlib";

/** A chunk of a PNG with its checksum. */
export const chunk = (name: string, bytes: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name, "latin1"), bytes]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(bytes.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

/** A grey PNG; `claims` is what its header says of its size, whatever its pixels are. */
export const png = (
  { width, height, extra = [] }: { width: number; height: number; extra?: readonly Buffer[] },
  claims: { width: number; height: number } = { width, height },
): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claims.width, 0);
  header.writeUInt32BE(claims.height, 4);
  header[8] = 8;
  const rows = Buffer.alloc(height * (width + 1), 0x80).map((byte, at) =>
    at % (width + 1) ? byte : 0,
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...extra,
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

const segment = (marker: number, bytes: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};

/** As much of a JPEG as its structure needs: tables are left out, so nobody could show it. */
export const jpeg = (width: number, height: number, extra: readonly Buffer[] = []): Buffer => {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...extra,
    segment(0xc0, frame),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.from([0xff, 0xd9]),
  ]);
};
export const exif = (text: string): Buffer =>
  segment(0xe1, Buffer.from(`Exif\0\0${text}`, "latin1"));

const riff = (name: string, bytes: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
};

/** A WebP of one picture, lossy or lossless, with what else is given around it. */
export const webp = (
  width: number,
  height: number,
  {
    lossless = false,
    before = [],
    after = [],
  }: {
    lossless?: boolean;
    before?: readonly (readonly [string, Buffer])[];
    after?: readonly (readonly [string, Buffer])[];
  } = {},
): Buffer => {
  const bytes = Buffer.alloc(12);
  if (lossless) {
    bytes[0] = 0x2f;
    bytes.writeUInt32LE(((height - 1) << 14) | (width - 1), 1);
  } else {
    bytes.set([0x9d, 0x01, 0x2a], 3);
    bytes.writeUInt16LE(width, 6);
    bytes.writeUInt16LE(height, 8);
  }
  const chunks = [...before, [lossless ? "VP8L" : "VP8 ", bytes] as const, ...after];
  return riff(
    "RIFF",
    Buffer.concat([Buffer.from("WEBP"), ...chunks.map(([name, one]) => riff(name, one))]),
  );
};
