import { type Field, type RecordType, snake } from "#core/records";
import { columnsOf } from "#core/records/server";

/** The first migration of a declared type, for its author to read, name and edit. */
export const draftOf = (type: RecordType): string =>
  [
    `-- ${type.many}. ${type.about}`,
    "",
    `create table ${type.table} (`,
    [
      ...["org_id uuid not null", "id uuid not null", "scope_id uuid not null"],
      ...Object.entries(type.fields).flatMap(([name, field]) => columns(name, field)),
      "primary key (org_id, id)",
      "foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade",
      ...people(type).map((column) => `foreign key (org_id, ${column}) references membership`),
      ...Object.entries(type.fields).flatMap(([name, field]) => amounts(name, field)),
    ]
      .map((line) => `  ${line}`)
      .join(",\n"),
    ");",
    ...indexes(type),
    `select protect_table('${type.table}', 'tenant', '${type.name}', scoped => true${named(type)}, app_may => 'select, insert, update');`,
    "",
  ].join("\n");

const columns = (name: string, field: Field): readonly string[] =>
  columnsOf(name, field).map((column) =>
    [column.name, column.type, field.required ? "not null" : "", check(column.name, field)]
      .filter((part) => part !== "")
      .join(" "),
  );

const check = (column: string, field: Field): string => {
  const options = Object.keys(field.options ?? {})
    .map((option) => `'${option}'`)
    .join(", ");
  switch (field.kind) {
    case "choice":
      return `check (${column} in (${options}))`;
    case "choices":
      return `check (${column} <@ array[${options}])`;
    case "text":
    case "longText":
      return field.required ? `check (${column} <> '')` : "";
    case "number":
    case "decimal":
      return within(column, field);
    case "richText":
    case "money":
    case "date":
    case "instant":
    case "yesNo":
    case "person":
    case "table":
      return "";
  }
};

/** Limits as the column has them: in units of its last digit. */
const within = (column: string, { least, most, digits = 0 }: Field): string => {
  const units = (limit: number) => Math.round(limit * 10 ** digits);
  const limits = [
    ...(least === undefined ? [] : [`${column} >= ${units(least)}`]),
    ...(most === undefined ? [] : [`${column} <= ${units(most)}`]),
  ];
  return limits.length > 0 ? `check (${limits.join(" and ")})` : "";
};

const people = ({ fields }: RecordType): readonly string[] =>
  Object.entries(fields).flatMap(([name, { kind }]) => (kind === "person" ? [snake(name)] : []));

const amounts = (name: string, { kind }: Field): readonly string[] =>
  kind === "money"
    ? [`check ((${snake(name)}_minor is null) = (${snake(name)}_currency is null))`]
    : [];

const indexes = (type: RecordType): readonly string[] =>
  Object.entries(type.fields)
    .filter(([, { sortable, filterable }]) => sortable || filterable)
    .map(
      ([name]) =>
        `create index ${type.table}_${snake(name)} on ${type.table} (org_id, scope_id, ${snake(name)}, id);`,
    );

const named = ({ fields }: RecordType): string => {
  const list = (is: (field: Field) => boolean) =>
    Object.entries(fields)
      .filter(([, field]) => is(field))
      .flatMap(([name, field]) => columnsOf(name, field).map((column) => `'${column.name}'`))
      .join(", ");
  const [secret, personal] = [
    list(({ changedOnly }) => changedOnly === true),
    list((field) => field.personal === true),
  ];
  return [
    secret && `, changed_only => array[${secret}]`,
    personal && `, personal => array[${personal}]`,
  ].join("");
};
