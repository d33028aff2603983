import { i18n } from "@lingui/core";
import { labelOf, type RecordType, snake } from "#core/records";
import type { ReactNode } from "react";
import { Facts, Raw } from "../display/facts.tsx";
import { say } from "./say.ts";
import { nameOf, type RecordDetail } from "./types.ts";

export type CoveredRow = {
  table: string;
  id: string;
  values: Record<string, string | null>;
};

/** Exactly what will be signed: every covered value of the record and of its children, under its label. */
export function Covered({
  type,
  rows,
  shown,
}: {
  type: RecordType;
  rows: readonly CoveredRow[];
  shown: RecordDetail;
}): ReactNode {
  const own = rows.filter(({ id }) => id === shown.id);
  const children = Object.entries(shown.children).flatMap(([as, items]) =>
    items.map((item) => ({ child: type.children[as]?.type ?? type, item })),
  );
  return (
    <div className="k-stack">
      <Facts facts={own.flatMap((row) => factsOf(type, row))} />
      {children.map(({ child, item }) => {
        const facts = rows.filter(({ id }) => id === item.id).flatMap((row) => factsOf(child, row));
        return (
          facts.length > 0 && (
            <div key={item.id}>
              <h4>
                <Raw>{nameOf(item)}</Raw>
              </h4>
              <Facts facts={facts} />
            </div>
          )
        );
      })}
    </div>
  );
}

function factsOf(type: RecordType, { values }: CoveredRow) {
  return Object.entries(values).map(([column, value]) => ({
    label: say(labelOfColumn(type, column)),
    value: <Raw>{value === null ? i18n.t("empty") : readable(type, column, value)}</Raw>,
  }));
}

function nameOfColumn(type: RecordType, column: string): string {
  const common: Record<string, string> = { owner_id: "owner", due_on: "dueOn", title: "title" };
  return (
    common[column] ?? Object.keys(type.fields).find((name) => snake(name) === column) ?? column
  );
}

const labelOfColumn = (type: RecordType, column: string): string =>
  labelOf(type, nameOfColumn(type, column));

function readable(type: RecordType, column: string, value: string): string {
  const options = type.fields[nameOfColumn(type, column)]?.options;
  return options?.[value] === undefined ? value : say(options[value]);
}
