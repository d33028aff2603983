import { type Statement, statement } from "#core/database";
import { type Field, permissionOf, type RecordType, snake } from "#core/records";
import { alias, identifier, joined } from "./identifier.ts";

/**
 * What a person sees of a record, compiled once per type and used on every surface: lists, pages, boards, history and the
 * view as of an instant. `r` is the row of `record`, `t` the row of the type's own table; a field with a `see` is there only
 * for whoever holds its permission where the record lies.
 */
export const itemOf = (type: RecordType): Statement => {
  const known = compiled.get(type);
  if (known) return known;
  const item = projected(type, statesNow);
  compiled.set(type, item);
  return item;
};

const projected = (type: RecordType, states: (child: string) => Statement): Statement =>
  statement`(select ${joined(
    [
      ...common,
      ...Object.entries(type.fields).flatMap(fieldParts(type)),
      ...computedParts(type, states),
    ],
    statement`, `,
  )})`;

const compiled = new WeakMap<RecordType, Statement>();

/** A record's rows with the projection beside them as `item`. */
export const rowsOf = (type: RecordType): Statement =>
  statement`record r join ${identifier(type.table)} t on t.org_id = r.org_id and t.id = r.id cross join lateral ${itemOf(type)} item`;

/** The same as it was at an instant: the log's images take the place of the rows, and nothing else differs. */
export const rowsAt = (type: RecordType, id: Statement, at: string): Statement => {
  const image = (table: string, of: string) =>
    statement`(select (json_populate_record(null::public.${identifier(table)}, log_image_at(${of}, ${id}, ${at}::timestamptz))).*)`;
  const states = (child: string) => statement`(
    select log_image_at('records.record', x.id, ${at}::timestamptz) ->> 'state' as state
    from record x where x.org_id = r.org_id and x.parent_id = r.id and x.type = ${child})`;
  return statement`${image("record", "records.record")} r cross join ${image(type.table, type.name)} t cross join lateral ${projected(type, states)} item`;
};

/** The states of a record's children, as rows with that one column. */
const statesNow = (child: string): Statement =>
  statement`(select x.state from record x where x.org_id = r.org_id and x.parent_id = r.id and x.type = ${child})`;

/** Looked up row by row: as joins, names would tempt the planner to begin with them and to sort a whole list. */
const nameOf = (member: Statement): Statement =>
  statement`(select m.printed_name from membership m where m.org_id = r.org_id and m.id = ${member})`;

const person = (column: string): Statement => nameOf(statement`r.${identifier(column)}`);

const common: readonly Statement[] = [
  statement`r.id, r.number, r.title, r.state, r.definition, r.waits_for as "waitsFor", r.scope_id as "scopeId"`,
  statement`(select s.name from scope s where s.org_id = r.org_id and s.id = r.scope_id) as "scopeName"`,
  statement`r.author_id as "authorId", ${person("author_id")} as "authorName"`,
  statement`r.owner_id as "ownerId", ${person("owner_id")} as "ownerName", r.parent_id as "parentId"`,
  statement`r.due_on as "dueOn", r.occurred_at as "occurredAt", r.effective_on as "effectiveOn"`,
  statement`r.submitted_at as "submittedAt", r.closed_at as "closedAt", r.created_at as "createdAt"`,
  statement`r.updated_at as "updatedAt", ${person("updated_by")} as "updatedName", r.version`,
];

const fieldParts =
  (type: RecordType) =>
  ([name, field]: [string, Field]): readonly Statement[] => {
    const sees = seesOf(type, field);
    const shown = (value: Statement, as: string) =>
      sees === null
        ? statement`${value} as ${alias(as)}`
        : statement`case when ${sees} then ${value} end as ${alias(as)}`;
    const own = shown(answered(name, field), name);
    return field.kind === "person"
      ? [own, shown(nameOf(statement`t.${identifier(snake(name))}`), `${name}Name`)]
      : [own];
  };

/** Null when everybody who sees the record sees the field. */
const seesOf = (type: RecordType, { see }: Field): Statement | null => {
  if (!see) return null;
  const held = statement`r.scope_id = any((select (own_reach(${permissionOf(type, see.may)})).scopes)::uuid[])`;
  return see.in ? statement`(r.state <> all(${[...see.in]}::text[]) or ${held})` : held;
};

const answered = (name: string, field: Field): Statement => {
  const column = statement`t.${identifier(snake(name))}`;
  if (field.kind === "money") {
    const minor = statement`t.${identifier(`${snake(name)}_minor`)}`;
    return statement`case when ${minor} is not null then json_build_object('minor', ${minor}, 'currency', t.${identifier(`${snake(name)}_currency`)}) end`;
  }
  if (field.kind === "decimal") {
    const digits = field.digits ?? 0;
    return statement`round(${column} / (10::numeric ^ ${digits}::int), ${digits}::int)::text`;
  }
  return column;
};

const computedParts = (
  type: RecordType,
  statesOf: (child: string) => Statement,
): readonly Statement[] =>
  Object.entries(type.computed).map(([name, { kind, of, in: states, without = [] }]) => {
    const counted = statement`count(*) filter (where c.state = any(${[...states]}::text[]))`;
    const child = type.children[of]?.type.name ?? "";
    const value =
      kind === "count"
        ? counted
        : statement`round(100.0 * ${counted} / nullif(count(*) filter (where c.state <> all(${[...without]}::text[])), 0))::int`;
    return statement`(select ${value} from ${statesOf(child)} c where c.state is not null) as ${alias(name)}`;
  });
