import type { Field, RecordType } from "#core/records";
import { snake } from "#core/records";

export type Column = { readonly name: string; readonly type: string };

/** The columns that hold a field. Lists narrow and order by types whose operators are leakproof: text, bigint, date, uuid. */
export const columnsOf = (name: string, field: Field): readonly Column[] => {
  const column = snake(name);
  return field.kind === "money"
    ? [
        { name: `${column}_minor`, type: "bigint" },
        { name: `${column}_currency`, type: "text" },
      ]
    : [{ name: column, type: types[field.kind] }];
};

const types: Record<Exclude<Field["kind"], "money">, string> = {
  text: "text",
  longText: "text",
  richText: "jsonb",
  choice: "text",
  choices: "text[]",
  number: "bigint",
  decimal: "bigint",
  date: "date",
  instant: "timestamptz",
  yesNo: "boolean",
  person: "uuid",
  table: "jsonb",
};

/** What a parsed value is stored as, column by column. */
export const stored = (
  name: string,
  field: Field,
  value: unknown,
): Readonly<Record<string, unknown>> => {
  const [first, second] = columnsOf(name, field).map((column) => column.name);
  if (first === undefined) return {};
  if (field.kind === "money") {
    const amount = value as { minor: number; currency: string } | null;
    return { [first]: amount?.minor ?? null, [second ?? ""]: amount?.currency ?? null };
  }
  if (value === null) return { [first]: null };
  if (field.kind === "richText" || field.kind === "table")
    return { [first]: JSON.stringify(value) };
  if (field.kind === "instant") return { [first]: asStored(value as string) };
  if (field.kind === "decimal") return { [first]: scaled(value as string, field.digits ?? 0) };
  return { [first]: value };
};

/** "12.5" with two digits is 1250, exactly. */
const scaled = (typed: string, digits: number): string => {
  const [whole = "0", fraction = ""] = typed.replace("-", "").split(".");
  const units = BigInt(whole + fraction.padEnd(digits, "0"));
  return String(typed.startsWith("-") ? -units : units);
};

/** An instant as PostgreSQL's own JSON spells it: in UTC, to the microsecond, without noughts at its end. */
export const asStored = (typed: string): string => {
  const [, seconds = "", fraction = "", zone = ""] =
    /^(.{16}(?::\d\d)?)(?:\.(\d+))?(.*)$/.exec(typed) ?? [];
  const digits = fraction.slice(0, 6).replace(/0+$/, "");
  const utc = new Date(seconds + zone).toISOString().slice(0, 19);
  return `${utc}${digits === "" ? "" : `.${digits}`}+00:00`;
};

/** Columns that hold a tree: sent as text, and read as what it says. */
export const treeColumns = (type: RecordType): ReadonlySet<string> =>
  new Set(
    Object.entries(type.fields)
      .filter(([, { kind }]) => kind === "richText" || kind === "table")
      .map(([name]) => snake(name)),
  );

/** Every column of the type's own table with the SQL type that it must have. */
export const tableColumns = (type: RecordType): readonly Column[] => [
  { name: "org_id", type: "uuid" },
  { name: "id", type: "uuid" },
  { name: "scope_id", type: "uuid" },
  ...Object.entries(type.fields).flatMap(([name, field]) => columnsOf(name, field)),
];
