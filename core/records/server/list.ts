import { z } from "zod";
import { ordered, type Statement, statement } from "#core/database";
import { invalid } from "#core/operation";

const PAGE_SIZE = 50;
const LARGEST_PAGE = 100;

/** What every list takes beside its own filters: keyset paging, at most a hundred rows. */
export const listInput = <S extends z.ZodRawShape>(filters: S) =>
  z.strictObject({
    ...filters,
    // A title of 200 characters of any script, spelt in hexadecimal.
    after: z.string().max(8_000).optional().describe("The `next` of the page before."),
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
export const pageJson = (limit: number, rows: Statement): Statement =>
  answered(limit, {
    rows,
    items: statement`select json_agg(n.item) from (select * from found limit ${limit}::int) n`,
    key: statement`n.key`,
  });

export type NamedPage = {
  /** Whole rows, in the order of an index. */
  readonly rows: Statement;
  /** The sort key of a row `n`, a text[]. */
  readonly key: Statement;
  /** `namesOf(…) scopes, namesOf(…) people`: what the columns look names up in. */
  readonly names: Statement;
  /** The answer's columns, of a row `n`. */
  readonly columns: Statement;
};

/**
 * A page whose rows bear names from other tables. Each id is looked up once and after the page is found: no plan can begin
 * with the names, and the rows keep their order. Looking up by row or joining costs two to five times more.
 */
export const namedPageJson = (limit: number, { rows, key, names, columns }: NamedPage): Statement =>
  ordered(
    answered(limit, {
      rows,
      items: statement`
        select json_agg(item) from (select ${columns} from ${names}, (select * from found limit ${limit}::int) n) item`,
      key,
    }),
  );

/** Rows of (id, name), of the ids on the page `found`, as two arrays. */
export const namesOf = (rows: Statement): Statement => statement`
  (select array_agg(named.id) as ids, array_agg(named.name) as names from (${rows}) named)`;

type Answered = { readonly rows: Statement; readonly items: Statement; readonly key: Statement };

// The largest page stands in the text, one row more: for a limit that it does not know the planner would sort a whole
// board to show its first page.
const answered = (limit: number, { rows, items, key }: Answered): Statement => statement`
  with found as materialized (select * from (${rows} limit 101) n limit ${limit}::int + 1)
  select concat('{"items":', coalesce((${items}), '[]'), ',"next":',
    case when (select count(*) from found) > ${limit}::int
      then (select concat('"', encode(convert_to(to_json(${key})::text, 'UTF8'), 'hex'), '"') from (select * from found offset ${limit}::int - 1 limit 1) n)
      else 'null' end, '}') as json`;

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
