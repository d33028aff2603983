import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWords, type Piece } from "./words.ts";

const joined = (pieces: readonly Piece[], without: Piece["kind"]): string =>
  pieces
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join("");

test("one changed word is marked, the rest is kept", () => {
  expect(compareWords("open from 08:00 to noon", "open from 09:00 to noon")).toEqual([
    { kind: "same", text: "open from " },
    { kind: "removed", text: "08:00" },
    { kind: "added", text: "09:00" },
    { kind: "same", text: " to noon" },
  ]);
});

test("a text written anew stands beside the old one as a whole", () => {
  expect(
    compareWords("Inspection on the third of the month", "Canteen closed for the holidays"),
  ).toEqual([
    { kind: "removed", text: "Inspection on the third of the month" },
    { kind: "added", text: "Canteen closed for the holidays" },
  ]);
});

test("whatever the texts, both can be read back from the comparison", () => {
  const text = fc
    .array(fc.constantFrom("gate", "closed", "on", "Monday", " ", "\n", "  "), { maxLength: 40 })
    .map((words) => words.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = compareWords(before, after);
      expect(joined(pieces, "added")).toBe(before);
      expect(joined(pieces, "removed")).toBe(after);
    }),
  );
});
