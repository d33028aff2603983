import { randomInt, randomUUID } from "node:crypto";

let last = 0;
let sequence = 0;

/** UUIDv7: ordered by time, and within one millisecond by a counter, so that keys fall at the end of their index. */
export const newId = (): string => {
  const now = Math.max(Date.now(), last);
  sequence = now === last ? sequence + 1 : randomInt(256);
  last = sequence > 0xfff ? now + 1 : now;
  if (sequence > 0xfff) sequence = 0;
  const time = last.toString(16).padStart(12, "0");
  const count = sequence.toString(16).padStart(3, "0");
  // Its last two groups bear the variant and 62 random bits, and Node draws the bits of many ids at once.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${randomUUID().slice(19)}`;
};
