import type { Field, RecordType } from "#core/records";
import type { FormValue, FormValues } from "../pages/form-fields.tsx";
import { instantAt, wallTime } from "../text/zone-time.ts";
import { readSource, writeSource } from "./rich-text-source.ts";
import type { RichTextTree } from "./rich-text-tree.ts";
import { type RecordItem, textOf } from "./types.ts";

/** The name under which the API takes a declared field. */
export const inputName = (name: string): string => (name === "owner" ? "ownerId" : name);

/** What a form shows of a record; instants stand on the organisation's clock. */
export function valueIn(
  type: RecordType,
  name: string,
  item: Partial<RecordItem>,
  zone: string,
): FormValue {
  const kind = type.fields[name]?.kind ?? (name === "occurredAt" ? "instant" : "text");
  return shown(kind, type.fields[name], item[inputName(name)], zone);
}

function shown(
  kind: Field["kind"],
  field: Field | undefined,
  value: unknown,
  zone: string,
): FormValue {
  if (kind === "yesNo") return value === true;
  if (kind === "table") return ((value ?? []) as object[]).map((row) => rowIn(field, row, zone));
  if (kind === "choices") return ((value ?? []) as unknown[]).map(String);
  if (value === null || value === undefined) return "";
  if (kind === "richText") return writeSource(value as RichTextTree);
  if (kind === "instant") return wallTime(textOf(value), zone);
  if (kind === "money") return amountOf(value as { minor: number; currency: string });
  return textOf(value);
}

function rowIn(field: Field | undefined, row: object, zone: string): string {
  const cells = row as Record<string, unknown>;
  const columns = Object.entries(field?.columns ?? {});
  return JSON.stringify(
    Object.fromEntries(
      columns.map(([name, column]) => [name, shown(column.kind, column, cells[name], zone)]),
    ),
  );
}

/** What the API takes for what was typed; an empty field is null. */
export function bodyOf(
  type: RecordType,
  values: FormValues,
  names: readonly string[],
  zone: string,
): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const kind = type.fields[name]?.kind ?? (name === "occurredAt" ? "instant" : "text");
      return [inputName(name), typed(kind, type.fields[name], values[inputName(name)], zone)];
    }),
  );
}

function typed(
  kind: Field["kind"],
  field: Field | undefined,
  value: FormValue | undefined,
  zone: string,
): unknown {
  if (kind === "yesNo") return value === true;
  if (kind === "table")
    return (Array.isArray(value) ? value : []).map((row) => rowOf(field, row, zone));
  if (value === "" || value === undefined) return kind === "choices" ? [] : null;
  const text = String(value).trim();
  if (kind === "number") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (kind === "decimal") return text.replace(",", ".");
  if (kind === "richText") return text === "" ? null : readSource(text);
  if (kind === "instant") return instantAt(text, zone);
  return kind === "money" ? minorOf(text) : value;
}

function rowOf(field: Field | undefined, row: string, zone: string): Record<string, unknown> {
  const cells = JSON.parse(row) as FormValues;
  return Object.fromEntries(
    Object.entries(field?.columns ?? {}).map(([name, column]) => [
      name,
      typed(column.kind, column, cells[name], zone),
    ]),
  );
}

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

const amountOf = ({ minor, currency }: { minor: number; currency: string }): string => {
  const digits = digitsOf(currency);
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
};

/** Exact: the digits are moved as text. What is not an amount goes as typed, and the server says what is wrong with it. */
function minorOf(text: string): unknown {
  const [, sign = "", whole = "", rest = "", currency = ""] =
    /^(-?)(\d{1,12})(?:[.,](\d+))?\s*([A-Za-z]{3})$/.exec(text) ?? [];
  if (currency === "") return { minor: null, currency: "" };
  const known = currency.toUpperCase();
  const digits = digitsOf(known);
  if (rest.length > digits) return { minor: null, currency: known };
  return { minor: Number(`${sign}${whole}${rest.padEnd(digits, "0")}`), currency: known };
}
