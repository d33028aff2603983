import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./csv.ts";

const cellsOf = (text: string) => parseCsv(text).lines.map(({ cells }) => cells);

describe("a table of comma-separated values", () => {
  it.each([
    ["commas", "a,b\n1,2"],
    ["semicolons", "a;b\r\n1;2\r\n"],
    ["tabs", "a\tb\r1\t2\r"],
    ["a byte order mark", "\ufeffa,b\n1,2\n"],
    ["quotes", '"a","b"\n"1","2"'],
    ["empty lines", "\n\na,b\n\n,\n1,2\n\n"],
    ["more semicolons in quotes", '"a",b\n1,"2"'],
  ])("is found with %s", (_, text) => {
    expect(cellsOf(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("keeps separators, quotes and line breaks that are quoted, and counts the file's own lines", () => {
    expect(parseCsv('a,b\n"x, ""y""\nz",1\n\n2,3')).toEqual({
      lines: [
        { line: 1, cells: ["a", "b"] },
        { line: 2, cells: ['x, "y"\nz', "1"] },
        { line: 5, cells: ["2", "3"] },
      ],
      unclosedAt: undefined,
    });
  });

  it("says where a quote is never closed, and keeps what came before", () => {
    expect(parseCsv('a,b\n1,2\n3,"4\n5,6')).toMatchObject({
      unclosedAt: 3,
      lines: [{ line: 1 }, { line: 2 }],
    });
  });

  it("reads a line of a megabyte and a hundred thousand empty ones at once", () => {
    const begin = performance.now();
    expect(cellsOf(`a,b\n${"x".repeat(1_000_000)},1`)[1]?.[0]).toHaveLength(1_000_000);
    expect(cellsOf(`a,b${"\n".repeat(100_000)}`)).toHaveLength(1);
    expect(cellsOf(`a,b\n"${'""'.repeat(200_000)}",1`)[1]?.[0]).toHaveLength(200_000);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it("reads back whatever was written", () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", "é", '"', ",", ";", "\t", "\n", "\r", " ", "="),
    });
    const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n", "\r"),
        (given, separator, end) => {
          const kept = given.filter((row) => row.some((one) => one.trim() !== ""));
          const text = [["x", "y", "z"], ...given]
            .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(separator))
            .join(end);
          expect(cellsOf(text)).toEqual([["x", "y", "z"], ...kept]);
        },
      ),
    );
  });

  it("never fails and never stands still, whatever comes", () => {
    const noise = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\t", "\n", "\r", "\0") });
    fc.assert(
      fc.property(noise, (text) => {
        expect(parseCsv(text).lines.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
