import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import { type Operation, query } from "#core/operation";
import { type Field, type RecordType, snake } from "#core/records";
import { filtersOf } from "./filters.ts";
import { identifier, joined } from "./identifier.ts";
import { cursorOf, listInput, listOf, pageJson } from "./list.ts";
import { itemExample, operationId, read } from "./names.ts";
import { rowsOf } from "./projection.ts";
import { itemShape } from "./shapes.ts";

type Order = { readonly by: Statement; readonly cast: Statement };

const COUNTED = 10_000;

/** What a list can be ordered by; a leading minus turns it round. */
const ordersOf = (type: RecordType): ReadonlyMap<string, Order> =>
  new Map<string, Order>([
    ["created", { by: statement`r.id`, cast: statement`::uuid` }],
    ["title", { by: statement`r.title`, cast: statement`::text` }],
    ...(type.due === null
      ? []
      : [["dueOn", { by: statement`r.due_by`, cast: statement`::date` }] as const]),
    ...Object.entries(type.fields).flatMap(([name, field]) => orderOf(name, field)),
  ]);

const orderOf = (name: string, field: Field): [string, Order][] =>
  field.sortable
    ? [
        [
          name,
          {
            by: statement`t.${identifier(snake(name))}`,
            cast: casts[field.kind] ?? statement`::text`,
          },
        ],
      ]
    : [];

const casts: Partial<Record<Field["kind"], Statement>> = {
  date: statement`::date`,
  number: statement`::bigint`,
  decimal: statement`::bigint`,
};

const filterShapes = (type: RecordType) =>
  Object.fromEntries(
    Object.entries(filtersOf(type)).map(([name, { shape }]) => [name, shape.optional()]),
  );

const conditions = (
  type: RecordType,
  input: Readonly<Record<string, unknown>>,
  scopes: readonly string[] | null,
): Statement => {
  const narrowed = Object.entries(filtersOf(type)).flatMap(([name, { where }]) =>
    input[name] === undefined ? [] : [where(input[name] as never)],
  );
  // The database's policy is the wall; the literal scopes only let it use the index that begins with them.
  const literal = scopes ? [statement`r.scope_id = any(${[...scopes]}::uuid[])`] : [];
  return joined(
    [
      statement`r.org_id = current_setting('plumb.org')::uuid and r.type = ${type.name}`,
      ...literal,
      ...narrowed,
    ],
    statement` and `,
  );
};

export const listOperation = (type: RecordType): Operation => {
  const orders = ordersOf(type);
  const sorts = [...orders.keys()].flatMap((name) => [name, `-${name}`]);
  return query({
    id: operationId(type, "list"),
    summary: `${type.many}, filtered and ordered`,
    permission: read(type),
    http: { method: "GET", path: type.path },
    input: listInput({
      ...filterShapes(type),
      sort: z
        .enum(sorts as [string, ...string[]], { error: `Order by one of ${sorts.join(", ")}.` })
        .default("-created"),
    }),
    output: listOf(itemShape(type)),
    example: { input: {}, output: { items: [itemExample(type)], next: null } },
    read: (raw, { scopes }) => {
      const input = raw as Readonly<Record<string, unknown>> & {
        sort: string;
        after?: string;
        limit: number;
      };
      const turned = input.sort.startsWith("-");
      const order = orders.get(turned ? input.sort.slice(1) : input.sort);
      const { by, cast } = order ?? { by: statement`r.id`, cast: statement`::uuid` };
      const cursor = cursorOf(input.after, z.tuple([z.string().max(2_000), uuid]));
      const past = cursor
        ? statement`and (${by}, r.id) ${turned ? statement`<` : statement`>`} (${cursor[0]}${cast}, ${cursor[1]}::uuid)`
        : statement``;
      const direction = turned ? statement`desc` : statement`asc`;
      return pageJson(
        input.limit,
        statement`select item, array[(${by})::text, r.id::text] as key from ${rowsOf(type)}
          where ${conditions(type, input, scopes)} ${past} order by ${by} ${direction}, r.id ${direction}`,
      );
    },
  });
};

/** How many there are under the same filters; counting stops where a person would stop reading. */
export const countOperation = (type: RecordType): Operation =>
  query({
    id: operationId(type, "count"),
    summary: `How many ${type.many} there are, by state; counting stops at 10,000`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/count` },
    input: z.strictObject(filterShapes(type)),
    output: z.strictObject({
      count: z.int(),
      more: z.boolean(),
      states: z.record(z.string(), z.int()),
    }),
    example: { input: {}, output: { count: 3, more: false, states: {} } },
    read: (input, { scopes }) => statement`
      with found as (select r.state from record r join ${identifier(type.table)} t on t.org_id = r.org_id and t.id = r.id
        where ${conditions(type, input as Readonly<Record<string, unknown>>, scopes)} limit ${COUNTED}::int + 1)
      select json_build_object('count', least((select count(*) from found), ${COUNTED}::int), 'more', (select count(*) from found) > ${COUNTED}::int,
        'states', (select coalesce(json_object_agg(state, n), '{}') from (select state, count(*) as n from found group by state) by_state))::text as json`,
  });

/** The first rows of every state side by side. */
export const boardOperation = (type: RecordType): Operation =>
  query({
    id: operationId(type, "board"),
    summary: `${type.many} side by side in the order of their states`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/board` },
    input: z.strictObject(filterShapes(type)),
    output: z.strictObject({
      columns: z.array(z.strictObject({ state: z.string(), items: z.array(itemShape(type)) })),
    }),
    example: { input: {}, output: { columns: [] } },
    read: (input, { scopes }) => statement`
      select json_build_object('columns', json_agg(json_build_object('state', s.state, 'items', s.items) order by s.place))::text as json
      from (select k.state, k.place, (select coalesce(json_agg(page.item), '[]') from (select item from ${rowsOf(type)}
          where ${conditions(type, input as Readonly<Record<string, unknown>>, scopes)} and r.state = k.state
          order by r.id desc limit 25) page) as items
        from unnest(${Object.keys(type.states)}::text[]) with ordinality k (state, place)) s`,
  });
