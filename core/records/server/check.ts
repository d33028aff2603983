import { type Pool, prepared, type Statement, statement } from "#core/database";
import { faultsOf, type Field, type RecordType } from "#core/records";
import { columnsOf, tableColumns } from "./columns.ts";

/**
 * What keeps declared types and the database from fitting together, all at once; empty when records can be trusted to both.
 * Run at every start: a record must never meet a machine or a table that is not its own.
 */
export const checkRecords = async (
  pool: Pool,
  types: readonly RecordType[],
): Promise<readonly string[]> => {
  const declared = types.flatMap(faultsOf);
  if (declared.length > 0) return declared;
  const columns = await rowsOf<{ table: string; column: string; type: string }>(
    pool,
    statement`select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relname = any(${types.map(({ table }) => table)}::text[])`,
  );
  const tables = await rowsOf<{ table: string; note: string; indexed: string[] }>(
    pool,
    statement`select c.relname as "table", coalesce(obj_description(c.oid, 'pg_class'), '') as note,
        array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[2] where i.indrelid = c.oid) as indexed
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any(${types.map(({ table }) => table)}::text[])`,
  );
  const faults = types.flatMap((type) => {
    const table = tables.find((one) => one.table === type.table);
    if (!table)
      return [
        `${type.name}: there is no table ${type.table}. Write its migration; plumb schema draft begins it.`,
      ];
    return [
      ...ofColumns(
        type,
        new Map(
          columns
            .filter((one) => one.table === type.table)
            .map(({ column, type: is }) => [column, is]),
        ),
      ),
      ...Object.entries(type.fields).flatMap(([name, field]) => ofField(type, name, field, table)),
    ];
  });
  return [...faults, ...(await lostDefinitions(pool, types))];
};

const ofColumns = (type: RecordType, found: ReadonlyMap<string, string>): readonly string[] =>
  tableColumns(type).flatMap(({ name, type: wanted }) => {
    const is = found.get(name)?.replace("timestamp with time zone", "timestamptz");
    if (is === wanted) return [];
    return is === undefined
      ? [`${type.name}: the table ${type.table} lacks the column ${name} ${wanted}.`]
      : [`${type.name}: the column ${type.table}.${name} is ${is} and must be ${wanted}.`];
  });

const ofField = (
  type: RecordType,
  name: string,
  field: Field,
  { note, indexed }: { readonly note: string; readonly indexed: readonly string[] },
): readonly string[] =>
  columnsOf(name, field).flatMap(({ name: column }) => [
    ...((field.sortable || field.filterable) && !indexed.includes(column)
      ? [`${type.name}: no index begins with (org_id, scope_id, ${column}), and lists use it.`]
      : []),
    ...named(note, "personal", column, field.personal === true, type),
    ...named(note, "changed-only", column, field.changedOnly === true, type),
  ]);

/** The declaration says it for people, the table's comment for the log: they must say the same. */
const named = (
  note: string,
  what: string,
  column: string,
  wanted: boolean,
  type: RecordType,
): readonly string[] => {
  const listed = new RegExp(`${what}: ([^;]*)`).exec(note)?.[1]?.split(", ") ?? [];
  return listed.includes(column) === wanted
    ? []
    : [
        `${type.name}: ${type.table}.${column} is ${what} either in the declaration or in protect_table, and must be in both.`,
      ];
};

/** Records stay on the machine that they began with, so every machine that ever ran must still be here. */
const lostDefinitions = async (
  pool: Pool,
  types: readonly RecordType[],
): Promise<readonly string[]> => {
  const ran = await rowsOf<{ type: string; definition: number }>(
    pool,
    statement`select type, definition from record_definition`,
  );
  const lost = ran.filter(({ type, definition }) => {
    const known = types.find(({ name }) => name === type);
    return !known || ![known, ...known.earlier].some(({ version }) => version === definition);
  });
  if (lost.length > 0)
    return lost.map(
      ({ type, definition }) =>
        `${type}: records here may follow version ${definition} of its machine, which this version of Plumbline lacks. Install the version that has it, or a later one.`,
    );
  const fresh = types.filter(
    ({ name, version }) =>
      !ran.some(({ type, definition }) => type === name && definition === version),
  );
  for (const { name, version } of fresh)
    await rowsOf(
      pool,
      statement`insert into record_definition (type, definition) values (${name}, ${version}) on conflict do nothing`,
    );
  return [];
};

const rowsOf = async <R>(pool: Pool, asked: Statement): Promise<readonly R[]> =>
  (await pool.query(prepared(asked))).rows as R[];
