import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { invalid } from "#core/operation";

const PAGE_SIZE = 50;
const LARGEST_PAGE = 100;

/** What every list takes beside its own filters: keyset paging, at most a hundred rows. */
export const listInput = <S extends z.ZodRawShape>(filters: S) =>
  z.strictObject({
    ...filters,
    after: z.string().max(500).optional().describe("The `next` of the page before."),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(LARGEST_PAGE, `At most ${LARGEST_PAGE} at a time.`)
      .default(PAGE_SIZE),
  });

export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() });

/**
 * Turns ordered rows of (item, key text[]) into one page of finished JSON text; an item is JSON, or a row whose columns
 * bear the names of the answer, which PostgreSQL writes in half the time. One row more than asked for tells whether there
 * is a next page; the last row's key becomes its cursor.
 */
export const pageJson = (limit: number, rows: Statement): Statement => statement`
  with found as materialized (${rows} limit ${limit}::int + 1)
  select json_build_object(
    'items', coalesce((select json_agg(shown.item) from (select item from found limit ${limit}::int) shown), '[]'),
    'next', case when (select count(*) from found) > ${limit}::int
      then (select encode(convert_to(to_json(key)::text, 'UTF8'), 'hex') from found offset ${limit}::int - 1 limit 1) end)::text as json`;

/** The sort key where the page before ended, or null for the first page. */
export const cursorOf = <T>(after: string | undefined, shape: z.ZodType<T>): T | null => {
  if (after === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(after, "hex").toString("utf8")));
  } catch {
    throw invalid("This page of the list cannot be found.", [
      { path: "after", message: "Leave it out to begin at the first page." },
    ]);
  }
};
