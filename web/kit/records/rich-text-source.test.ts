import fc from "fast-check";
import { expect, test } from "vitest";
import { readSource, writeSource } from "./rich-text-source.ts";
import type { Inline, RichTextTree } from "./rich-text-tree.ts";

test.each<[string, Inline[]]>([
  ["plain", [{ text: "plain" }]],
  [
    "a **b** *c*",
    [{ text: "a " }, { text: "b", strong: true }, { text: " " }, { text: "c", emphasis: true }],
  ],
  ["***both***", [{ text: "both", strong: true, emphasis: true }]],
  ["[words](https://example.org/a)", [{ text: "words", href: "https://example.org/a" }]],
  ["[no](javascript:alert(1))", [{ text: "[no](javascript:alert(1))" }]],
  ["2 * 3 is 6", [{ text: "2 * 3 is 6" }]],
  ["<b>not markup</b>", [{ text: "<b>not markup</b>" }]],
])("%s", (source, inlines) => {
  expect(readSource(source)).toEqual({ blocks: [{ kind: "paragraph", inlines }] });
});

test("headings, lists and paragraphs stand by their lines", () => {
  const source = "# Plan\n\nFirst line\nsecond line\n\n- one\n- two\n\n1. first\n2. second";
  expect(readSource(source).blocks.map(({ kind }) => kind)).toEqual([
    ...["heading", "paragraph", "list", "list"],
  ]);
});

const word = fc
  .string({ minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll(/\s/g, "").trim())
  .filter((text) => text !== "");
const styled = fc
  .record(
    { text: word, strong: fc.constant(true as const), emphasis: fc.constant(true as const) },
    { requiredKeys: ["text"] },
  )
  .map((inline): Inline[] => [inline]);
const tree: fc.Arbitrary<RichTextTree> = fc.record({
  blocks: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("paragraph" as const), inlines: styled }),
      fc.record({ kind: fc.constant("heading" as const), inlines: styled }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
});

test("what is stored is typed back and stored as the same", () => {
  fc.assert(
    fc.property(tree, (stored) => {
      expect(readSource(writeSource(stored))).toEqual(stored);
    }),
  );
});
