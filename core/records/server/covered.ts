import { type Statement, statement } from "#core/database";
import type { RecordType } from "#core/records";
import { coveredRow } from "#core/signatures";
import { columnsOf, treeColumns } from "./columns.ts";
import { identifier, joined } from "./identifier.ts";

/** Values that a step will set, so that a signer sees beforehand exactly what will be signed. */
export type Overrides = {
  readonly record: Readonly<Record<string, unknown>>;
  readonly own: Readonly<Record<string, unknown>>;
};

const none: Overrides = { record: {}, own: {} };

/** Selects, as covered rows, what a signature point covers of the record `id`. */
export const coveredBy = (
  type: RecordType,
  covers: readonly string[],
  id: Statement,
  overrides: Overrides = none,
): Statement => {
  const own = covers.filter((name) => !name.includes(".") && name !== "links");
  const children = Map.groupBy(
    covers.filter((name) => name.includes(".")).map((name) => name.split(".") as [string, string]),
    ([child]) => child,
  );
  return joined(
    [
      ...rows(type, own, statement`r.id = ${id}`, overrides),
      ...[...children].flatMap(([as, names]) => {
        const child = type.children[as]?.type;
        const fields = names.map(([, name]) => name);
        return child
          ? rows(child, fields, statement`r.parent_id = ${id} and r.type = ${child.name}`, none)
          : [];
      }),
      ...(covers.includes("links")
        ? [
            statement`select ${coveredRow("records.link", statement`l`, ["kind", "to_id"])} from record_link l
              where l.record_id = ${id} and l.ended_at is null`,
          ]
        : []),
    ],
    statement` union all `,
  );
};

const rows = (
  type: RecordType,
  names: readonly string[],
  which: Statement,
  overrides: Overrides,
): readonly Statement[] => {
  const common = names.flatMap((name) => commonColumns[name] ?? []);
  const own = names.flatMap((name) => {
    const field = type.fields[name];
    return field ? columnsOf(name, field).map((column) => column.name) : [];
  });
  const trees = treeColumns(type);
  const image = (values: Overrides["own"]) =>
    Object.fromEntries(
      Object.entries(values).map(([column, value]) => [
        column,
        trees.has(column) && typeof value === "string" ? JSON.parse(value) : value,
      ]),
    );
  const from = statement`from record r join ${identifier(type.table)} t on t.org_id = r.org_id and t.id = r.id`;
  const changed = (row: Statement, values: Overrides["own"]) =>
    Object.keys(values).length === 0
      ? row
      : statement`jsonb_populate_record(${row}, ${JSON.stringify(image(values))}::jsonb)`;
  return [
    ...(common.length > 0
      ? [
          statement`select ${coveredRow("records.record", statement`c`, common)} ${from}
            cross join lateral (select (${changed(statement`r`, overrides.record)}).*) c where ${which}`,
        ]
      : []),
    ...(own.length > 0
      ? [
          statement`select ${coveredRow(type.name, statement`c`, own)} ${from}
            cross join lateral (select (${changed(statement`t`, overrides.own)}).*) c where ${which}`,
        ]
      : []),
  ];
};

const commonColumns: Readonly<Record<string, readonly string[]>> = {
  title: ["title"],
  owner: ["owner_id"],
  dueOn: ["due_on"],
  occurredAt: ["occurred_at"],
};
