import { expect, it } from "vitest";
import { growthIn } from "./trend.ts";

const megabytes = 2 ** 20;
const run = (value: (at: number) => number) =>
  Array.from({ length: 60 }, (_, at) => ({ "server heap": value(at), "server descriptors": 40 }));

it.each<[string, (at: number) => number, boolean]>([
  ["a level", () => 200 * megabytes, true],
  ["a warm-up", (at) => (at < 15 ? 100 + at * 10 : 250) * megabytes, true],
  ["the teeth of a garbage collector", (at) => (150 + (at % 7) * 40) * megabytes, true],
  ["a slow leak under the teeth", (at) => (150 + (at % 7) * 40 + at * 3) * megabytes, false],
  ["a leak that began late", (at) => (at < 30 ? 150 : 150 + (at - 30) * 8) * megabytes, false],
])("memory that shows %s", (_, value, isFlat) => {
  expect(growthIn(run(value)).length === 0).toBe(isFlat);
});

it("a descriptor lost every minute is seen, and too short a run proves nothing", () => {
  const lost = Array.from({ length: 60 }, (_, at) => ({ "server descriptors": 40 + at }));
  expect(growthIn(lost)).toEqual([
    expect.stringContaining("server descriptors grew from 60 to 80"),
  ]);
  expect(growthIn(lost.slice(0, 8))).toEqual([expect.stringContaining("too few samples")]);
});
