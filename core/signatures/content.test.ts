import fc from "fast-check";
import { expect, test } from "vitest";
import { statement } from "#core/database";
import { testHouse } from "../../test/harness.ts";
import { canonical, type Content, coveredDigest } from "./content.ts";
import { digestOfCovered, jsonOfCovered } from "./covered.ts";
import { rowsOf } from "./rows.ts";

const house = await testHouse();
const organization = await house.organization();

const row = (id: string, values: Content[number]["values"], table = "sample.report") => ({
  ...{ table, id, values },
});

// PostgreSQL knows neither NUL nor half a surrogate pair.
const text = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.constantFrom('"', "\\", "\u2028", "\u007f", "\b\f\n\r\t\u0001"),
  )
  .map((any) => any.replaceAll("\0", "").toWellFormed());
const column = fc.constantFrom("title", "due_on", "plan", "a", "ab", "root_cause", "Z");
const rows = fc.uniqueArray(
  fc.record({
    table: fc.constantFrom("records.record", "quality.capa", "quality.capaAction"),
    id: fc.uuid(),
    values: fc.dictionary(column, fc.option(text, { nil: null }), { minKeys: 1 }),
  }),
  { selector: ({ table, id }) => `${table} ${id}`, maxLength: 6 },
);

test("Part 11 11.70: database and program write the same bytes for what is covered, whatever the texts", async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (content) => {
      const covered = content.map(
        ({ table, id, values }) =>
          statement`select covered_row(${table}::text, ${id}::uuid, ${JSON.stringify(values)}::json, ${Object.keys(values)}::text[])`,
      );
      const all = covered.reduce(
        (before, one) => statement`${before} union all ${one}`,
        statement`select null::text where false`,
      );
      const [written] = await house.act(organization, (ctx) =>
        rowsOf<{ digest: string; json: string }>(
          ctx,
          statement`select ${digestOfCovered(all)} as digest, ${jsonOfCovered(all)} as json`,
        ),
      );
      expect(written?.digest).toBe(coveredDigest(content));
      expect(coveredDigest(JSON.parse(written?.json ?? ""))).toBe(written?.digest);
    }),
    { numRuns: 150 },
  );
});

test("the order in which rows and values come alters nothing; any value does", () => {
  const one = row("0198f1a0-0000-7000-8000-000000000001", { title: "A", plan: null });
  const two = row("0198f1a0-0000-7000-8000-000000000002", { title: "B" });
  const digest = coveredDigest([one, two]);
  expect(coveredDigest([two, { ...one, values: { plan: null, title: "A" } }])).toBe(digest);
  for (const other of [
    [one],
    [{ ...one, values: { title: "A", plan: "" } }, two],
    [{ ...one, table: "sample.other" }, two],
    [row(two.id, one.values), row(one.id, two.values)],
  ])
    expect(coveredDigest(other)).not.toBe(digest);
  expect(() => coveredDigest([one, one])).toThrow(/covered twice/);
});

test("what is signed is JSON without spaces, its keys in order", () => {
  const id = "0198f1a0-0000-7000-8000-000000000001";
  const signed = canonical({
    ...{ id, recordId: id, type: "sample.report", definition: 1, point: "approval" },
    ...{
      meaning: "I approve",
      membershipId: id,
      printedName: "Μαρία",
      role: "Member",
      zone: "UTC",
    },
    ...{ signedAt: "2026-11-20T10:00:00+00:00", rows: [row(id, { title: "A" })] },
  });
  const keys = Object.keys(JSON.parse(signed));
  expect(keys).toEqual(keys.toSorted());
  expect(signed).toContain(
    `"rows":[{"id":"${id}","table":"sample.report","values":{"title":"A"}}]`,
  );
});
