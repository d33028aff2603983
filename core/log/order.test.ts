import fc from "fast-check";
import { expect, test } from "vitest";
import { inSequence, takeWhole } from "./order.ts";

const entries = fc.uniqueArray(
  fc.record({ hint: fc.nat(100_000).map(String), txid: fc.nat(9).map(String) }),
  { selector: ({ hint }) => hint, maxLength: 60 },
);

test("entries are numbered by whole transactions in the order of their highest hints, and by hint within each", () => {
  fc.assert(
    fc.property(entries, (all) => {
      const sequence = inSequence(all, takeWhole(pendingOf(all), Infinity));
      expect(sequence).toHaveLength(all.length);
      const order = sequence
        .map(({ txid }) => txid)
        .filter((txid, i, list) => txid !== list[i - 1]);
      expect(new Set(order).size).toBe(order.length);
      const highest = order.map((txid) => highestOf(all, txid));
      expect(highest).toEqual(highest.toSorted((a, b) => a - b));
      for (const txid of order) {
        const hints = sequence
          .filter((entry) => entry.txid === txid)
          .map(({ hint }) => Number(hint));
        expect(hints).toEqual(hints.toSorted((a, b) => a - b));
      }
    }),
  );
});

test("a batch takes whole transactions from the front, at least one, and no more entries than it may", () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 20 }), (all, limit) => {
      const pending = pendingOf(all);
      const taken = takeWhole(pending, limit);
      const count = taken.reduce((sum, transaction) => sum + transaction.entries, 0);
      expect(taken).toEqual(takeWhole(pending, Infinity).slice(0, taken.length));
      expect(taken.length).toBeGreaterThanOrEqual(Math.min(1, pending.length));
      expect(taken.length <= 1 || count <= limit).toBe(true);
    }),
  );
});

type Pending = { hint: string; txid: string };

function pendingOf(all: Pending[]) {
  return [...new Set(all.map(({ txid }) => txid))].map((txid) => ({
    ...{ txid, highest: BigInt(highestOf(all, txid)) },
    entries: all.filter((entry) => entry.txid === txid).length,
  }));
}

function highestOf(all: Pending[], txid: string): number {
  return Math.max(...all.filter((entry) => entry.txid === txid).map(({ hint }) => Number(hint)));
}
