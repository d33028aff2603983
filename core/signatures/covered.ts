import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { query } from "#core/operation";

/**
 * A covered row as text, written by the database: `table` is its type in the log, `row` an alias in the statement. Must
 * say the same bytes as `canonical` does.
 */
export const coveredRow = (table: string, row: Statement, columns: readonly string[]): Statement =>
  statement`covered_row(${table}::text, ${row}.id, row_to_json(${row}), ${[...columns]}::text[])`;

/** The digest of covered rows, which `rows` selects as texts. */
export const digestOfCovered = (rows: Statement): Statement =>
  statement`covered_digest(array(${rows}))`;

/** The covered rows themselves, as JSON text in the form of `Content`. */
export const jsonOfCovered = (rows: Statement): Statement =>
  statement`covered_rows(array(${rows}))`;

/**
 * Whoever verifies a log as it is downloaded reads it once and must know beforehand which rows to keep in mind. What is
 * left out here is found: the verifier then names the signature whose rows it did not follow.
 */
export const listCoveredTypes = query({
  id: "signatures.listCoveredTypes",
  unscoped: true,
  summary: "The types of row that signatures in the log cover, for a verifier that reads it once",
  permission: "log.entry.export",
  http: { method: "GET", path: "/signing/covered-types" },
  input: z.strictObject({}),
  output: z.strictObject({ items: z.array(z.string()) }),
  example: { input: {}, output: { items: ["quality.capa", "records.record"] } },
  read: () => statement`
    select json_build_object('items', coalesce((select json_agg(distinct c.type) from signature g cross join lateral unnest(g.covers) c (type)), '[]'))::text as json`,
});
