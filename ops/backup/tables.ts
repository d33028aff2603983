import { createHash } from "node:crypto";
import type { Connection } from "./connection.ts";
import { rowEnd, type Tally } from "./format.ts";

export type Table = {
  readonly name: string;
  /** With its schema: the table record would else be taken for the type of that name. */
  readonly quoted: string;
  /** Expression that names the row's organisation; empty text where rows belong to none. */
  readonly org: string;
  readonly order: string;
  /** What an insert names: all columns but the generated ones. */
  readonly columns: string;
};

/** Every table, so that one which a migration adds is backed up without anybody thinking of it. */
export const listTables = async (connection: Connection): Promise<readonly Table[]> => {
  const { rows } = await connection.query<Table>(`
    select c.relname as name, format('public.%I', c.relname) as quoted,
      case when bool_or(a.attname = 'org_id') then 'coalesce(plumb_row.org_id::text, '''')' else '''''' end as org,
      coalesce((select string_agg('plumb_row.' || quote_ident(k.attname) || case when k.attcollation <> 0 then ' collate "C"' else '' end, ', ' order by u.place)
        from pg_index i cross join unnest(i.indkey::int[]) with ordinality u (attnum, place)
        join pg_attribute k on k.attrelid = i.indrelid and k.attnum = u.attnum
        where i.indrelid = c.oid and i.indisprimary), 'plumb_row::text collate "C"') as order,
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where a.attgenerated = '') as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    group by c.oid, c.relname order by c.relname`);
  return rows;
};

const pageRows = 500;

type Row = { readonly row: string; readonly org: string };

/** All rows in the order of their key, each as PostgreSQL writes it; within the transaction that the caller has begun. */
export async function* readPages(connection: Connection, table: Table): AsyncGenerator<Row[]> {
  await connection.query(
    `declare plumb_rows no scroll cursor for select plumb_row::text as row, ${table.org} as org
     from ${table.quoted} plumb_row order by ${table.order}`,
  );
  for (;;) {
    const { rows } = await connection.query<Row>(`fetch ${pageRows} from plumb_rows`);
    if (rows.length === 0) break;
    yield rows;
  }
  await connection.query("close plumb_rows");
}

/** Counts and digests rows as they pass: of the whole table and of each organisation. */
export const startTally = () => {
  const whole = counter();
  const by = new Map<string, ReturnType<typeof counter>>();
  return {
    add: ({ row, org }: Row): void => {
      whole.add(row);
      let one = by.get(org);
      if (!one) by.set(org, (one = counter()));
      one.add(row);
    },
    result: (): Tally => ({
      ...whole.result(),
      by: Object.fromEntries([...by].map(([org, one]) => [org, one.result()])),
    }),
  };
};

export const counter = () => {
  const hash = createHash("sha256");
  let rows = 0;
  return {
    add: (row: string): void => {
      rows += 1;
      hash.update(row + rowEnd);
    },
    result: () => ({ rows, digest: hash.copy().digest("hex") }),
  };
};

export const readSequences = async (
  connection: Connection,
): Promise<Record<string, string | null>> => {
  const { rows } = await connection.query<{ name: string; last: string | null }>(
    "select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1",
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
};
