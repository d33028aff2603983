import { randomBytes, randomInt } from "node:crypto";

let last = 0;
let sequence = 0;

/** UUIDv7: ordered by time, and within one millisecond by a counter, so that keys fall at the end of their index. */
export const newId = (): string => {
  const now = Math.max(Date.now(), last);
  sequence = now === last ? sequence + 1 : randomInt(256);
  last = sequence > 0xfff ? now + 1 : now;
  if (sequence > 0xfff) sequence = 0;
  const bytes = randomBytes(16);
  bytes.writeUIntBE(last, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
