import { i18n } from "@lingui/core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readIndented } from "./indented-lines.ts";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const tree = (text: string) =>
  readIndented(text).items.map(({ depth, name }) => `${depth} ${name}`);

describe("lines that are indented", () => {
  it.each([
    ["by blanks", "Production\n  Packaging\n    Line 1\n  Store\nQuality"],
    ["by tabs", "Production\r\n\tPackaging\r\n\t\tLine 1\r\n\tStore\r\nQuality"],
    [
      "with bullets and empty lines",
      "\n- Production\n\n   - Packaging\n      - Line 1\n   - Store\n- Quality\n",
    ],
    ["all together", "   Production\n     Packaging\n        Line 1\n     Store\n   Quality"],
  ])("%s make the tree", (_, text) => {
    expect(tree(text)).toEqual(["0 Production", "1 Packaging", "2 Line 1", "1 Store", "0 Quality"]);
    expect(readIndented(text).faults).toEqual([]);
  });

  it.each([
    ["between two levels", "Production\n    Packaging\n  Store", 3],
    ["further out than the first", "  Production\nQuality", 2],
    ["twice in one place", "Production\n  Store\n  store", 3],
    ["too long", `Production\n${"x".repeat(121)}`, 2],
    ["too many", Array.from({ length: 501 }, (_, n) => `D${n}`).join("\n"), 501],
  ])("%s are told", (_, text, line) => {
    expect(readIndented(text).faults.map((fault) => fault.line)).toEqual([line]);
  });

  it("never go down by more than one level, so that the server takes what has no fault", () => {
    const lines = fc.array(fc.tuple(fc.nat(6), fc.constantFrom("a", "b", "c", "")), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(lines, (given) => {
        const { items } = readIndented(
          given.map(([width, name]) => " ".repeat(width) + name).join("\n"),
        );
        items.forEach(({ depth }, at) =>
          expect(depth).toBeLessThanOrEqual((items[at - 1]?.depth ?? -1) + 1),
        );
      }),
    );
  });
});
