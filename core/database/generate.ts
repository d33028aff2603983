import pg from "pg";

type Column = {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  defaulted: boolean;
  array: boolean;
};

const typescript: Record<string, string> = {
  bool: "boolean",
  bytea: "Buffer",
  date: "string",
  int4: "number",
  int8: "number",
  json: "unknown",
  jsonb: "unknown",
  text: "string",
  timestamptz: "Instant",
  uuid: "string",
  xid8: "string",
};

/** Table types read from the migrated database itself, so that they cannot drift from it. */
export const generateSchema = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Column>(`
      select c.relname as table, a.attname as column, coalesce(e.typname, t.typname) as type, not a.attnotnull as nullable,
        a.atthasdef as defaulted, e.oid is not null as array
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname, a.attnum`);
    return render(Map.groupBy(rows, (row) => row.table));
  } finally {
    await client.end();
  }
};

const render = (tables: Map<string, Column[]>): string => {
  const names = [...tables.keys()];
  return [
    "// Generated from the migrated database by `plumb schema types`. Do not edit.",
    'import type { ColumnType, Generated } from "kysely";',
    "",
    "type Instant = ColumnType<Date, Date | string, Date | string>;",
    "",
    ...names.flatMap((name) => [
      `export type ${pascal(name)} = {`,
      ...(tables.get(name) ?? []).map((column) => `  ${column.column}: ${typeOf(column)};`),
      "};",
      "",
    ]),
    "export type Schema = {",
    ...names.map((name) => `  ${name}: ${pascal(name)};`),
    "};",
    "",
  ].join("\n");
};

const typeOf = ({ type, nullable, defaulted, array }: Column): string => {
  const known = typescript[type];
  if (!known)
    throw new Error(
      `The column type ${type} has no TypeScript type yet; add it in core/database/generate.ts.`,
    );
  const whole = `${known}${array ? "[]" : ""}${nullable ? " | null" : ""}`;
  return defaulted ? `Generated<${whole}>` : whole;
};

const pascal = (name: string): string =>
  name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
