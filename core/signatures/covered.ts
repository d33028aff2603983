import { type Statement, statement } from "#core/database";

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
