import { i18n } from "@lingui/core";
import type { Field } from "#core/records";
import type { ReactNode } from "react";
import { Raw } from "../display/facts.tsx";
import { Chip } from "../display/status.tsx";
import { formatNumber } from "../text/format.ts";
import { formatLocale } from "../text/language.ts";
import { Day, When } from "../text/when.tsx";
import { RichText } from "./rich-text.tsx";
import { say } from "./say.ts";
import { type RecordItem, textOf } from "./types.ts";

/** What a field holds, as people read it; null where there is nothing, or nothing that this person may see. */
export function fieldValue(name: string, field: Field, item: RecordItem): ReactNode {
  const value = item[name];
  if (value === null || value === undefined || value === "") return null;
  switch (field.kind) {
    case "choice":
      return say(field.options?.[textOf(value)] ?? textOf(value));
    case "choices":
      return (
        <span className="k-chips">
          {(value as string[]).map((one) => (
            <Chip key={one}>{say(field.options?.[one] ?? one)}</Chip>
          ))}
        </span>
      );
    case "number":
      return <span className="k-number">{formatNumber(Number(value))}</span>;
    case "money":
      return <Amount {...(value as { minor: number; currency: string })} />;
    case "date":
      return <Day on={textOf(value)} />;
    case "instant":
      return <When at={textOf(value)} exact />;
    case "yesNo":
      return value === true ? i18n.t("Yes") : i18n.t("No");
    case "person":
      return <Raw>{textOf(item[`${name}Name`] ?? "")}</Raw>;
    case "richText":
      return <RichText tree={value} />;
    case "table":
      return <Rows field={field} rows={value as RecordItem[]} />;
    case "longText":
      return (
        <p className="k-prose" translate="no">
          {textOf(value)}
        </p>
      );
    case "text":
    case "decimal":
      return <Raw>{textOf(value)}</Raw>;
  }
}

function Amount({ minor, currency }: { minor: number; currency: string }): ReactNode {
  const format = new Intl.NumberFormat(formatLocale(), { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return <span className="k-number">{format.format(minor / 10 ** digits)}</span>;
}

function Rows({ field, rows }: { field: Field; rows: readonly RecordItem[] }): ReactNode {
  const columns = Object.entries(field.columns ?? {});
  return (
    <table className="k-table">
      <thead>
        <tr>
          {columns.map(([name, column]) => (
            <th key={name} scope="col">
              {say(column.label)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {columns.map(([name, column]) => (
              <td key={name}>{fieldValue(name, column, row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
