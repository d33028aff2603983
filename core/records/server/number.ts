import { type Statement, statement } from "#core/database";
import type { RecordType } from "#core/records";

/**
 * The number as an expression for the statement that stores the record: its counter stays locked until commit, so it is
 * drawn in the very last one. Gap-free, for a rolled back number was never drawn.
 */
export const numberOf = (
  type: RecordType,
  values: Readonly<Record<string, unknown>>,
  parentNumber: string | null,
): Statement => {
  if (!type.number) return statement`null::text`;
  const { format, by } = type.number;
  const prefix = by ? (by.prefixes[String(values[by.field])] ?? "") : "";
  const [before = "", after = ""] = format
    .replace("{prefix}", prefix)
    .replace("{parent}", parentNumber ?? "")
    .split(/\{#+\}/);
  const digits = /\{(#+)\}/.exec(format)?.[1]?.length ?? 1;
  const year = statement`left(current_setting('plumb.today'), 4)`;
  const head = statement`replace(${before}::text, '{year}', ${year})`;
  const tail = statement`replace(${after}::text, '{year}', ${year})`;
  return statement`(select ${head} || repeat('0', ${digits}::int - length(v.drawn)) || v.drawn || ${tail}
    from (select next_number(${`${type.name} `}::text || ${head})::text as drawn) v)`;
};
