import fc from "fast-check";
import { expect, test } from "vitest";
import { type Keep, keptOf, parseKeep } from "./keep.ts";

const none: Keep = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
const hour = 3_600_000;

const keeps = (keep: Partial<Keep>, ...texts: string[]): string[] => {
  const instants = texts.map((text) => new Date(text));
  const kept = keptOf(instants, { ...none, ...keep });
  return texts.filter((_, index) => kept.has(instants[index] as Date));
};

test("a rule is a number, or counts of days, weeks, months and years", () => {
  expect(parseKeep("14", "--keep")).toEqual({ ...none, last: 14 });
  expect(parseKeep(" 7 daily,4 weekly , 12 monthly", "--keep")).toEqual({
    ...{ ...none, daily: 7, weekly: 4, monthly: 12 },
  });
});

test.each([
  "",
  "0",
  "-1",
  "1.5",
  "seven daily",
  "7 hourly",
  "7 daily, 2 daily",
  "7 daily,",
  "99999",
])("“%s” is no rule, and the sentence says how to write one", (text) => {
  expect(() => parseKeep(text, "BACKUP_KEEP")).toThrow(/^BACKUP_KEEP is “.*”\. Say 14 /);
});

test("of each day, week and month the newest stays", () => {
  const days = ["2026-11-20T02:30Z", "2026-11-19T23:00Z", "2026-11-19T02:30Z", "2026-11-16T02:30Z"];
  expect(keeps({ daily: 3 }, ...days)).toEqual([days[0], days[1], days[3]]);
  // The sixteenth is a Monday; the week before it ends on Sunday the fifteenth.
  const weeks = [
    "2026-11-20T02:30Z",
    "2026-11-16T00:00Z",
    "2026-11-15T23:59Z",
    "2026-11-09T00:00Z",
  ];
  expect(keeps({ weekly: 2 }, ...weeks)).toEqual([weeks[0], weeks[2]]);
  const months = [
    "2026-11-01T00:00Z",
    "2026-10-31T23:59Z",
    "2026-10-01T00:00Z",
    "2025-11-30T00:00Z",
  ];
  expect(keeps({ monthly: 3 }, ...months)).toEqual([months[0], months[1], months[3]]);
  expect(keeps({ yearly: 2 }, ...months)).toEqual([months[0], months[3]]);
});

test("a gap costs none of the old ones", () => {
  const texts = ["2026-11-20T02:30Z", "2026-08-03T02:30Z", "2026-08-02T02:30Z"];
  expect(keeps({ daily: 3 }, ...texts)).toEqual(texts);
});

const instants = fc.uniqueArray(
  fc
    .integer({ min: 0, max: 3 * 365 * 24 })
    .map((hours) => new Date(Date.UTC(2024, 0, 1) + hours * hour)),
  { selector: (instant) => instant.getTime(), maxLength: 200 },
);
const count = fc.integer({ min: 0, max: 20 });
const rules = fc.record({
  last: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
});

test("the newest always stays, and nobody keeps more than the rule adds up to", () => {
  fc.assert(
    fc.property(instants, rules, (all, keep) => {
      const kept = keptOf(all, keep);
      const newest = all.toSorted((a, b) => b.getTime() - a.getTime())[0];
      const most = Math.max(1, keep.last) + keep.daily + keep.weekly + keep.monthly + keep.yearly;
      expect(newest === undefined || kept.has(newest)).toBe(true);
      expect(kept.size).toBeLessThanOrEqual(Math.min(all.length, most));
    }),
  );
});

test("what was removed is never missed later: pruning each night keeps what pruning at the end would", () => {
  fc.assert(
    fc.property(instants, rules, (all, keep) => {
      const oldestFirst = all.toSorted((a, b) => a.getTime() - b.getTime());
      let left: ReadonlySet<Date> = new Set();
      for (const instant of oldestFirst) {
        const there = Array.from(left);
        there.push(instant);
        left = keptOf(there, keep);
      }
      expect(left).toEqual(keptOf(all, keep));
    }),
    { numRuns: 50 },
  );
});
