import { type RecordType, snake } from "#core/records";
import type { TestHouse } from "../harness.ts";

type Image = Readonly<Record<string, unknown>>;
type Entry = {
  readonly at: string;
  readonly type: string;
  readonly id: string;
  readonly new: Image | null;
};

/** The log of a record and its children, read as plain entries: nothing here knows how the kit reads it. */
export const entriesOf = async (
  { superuser }: TestHouse,
  id: string,
): Promise<readonly Entry[]> => {
  const { rows } = await superuser.query<Entry>(
    `select to_char(l.sequenced_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, l.type, l.record_id as id, e.new
     from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
     where l.record_id in (select id from record where id = $1 or parent_id = $1) and l.action in ('insert', 'update') order by l.n`,
    [id],
  );
  return rows;
};

export type Names = ReadonlyMap<unknown, string>;

/** The record as it stood at an instant, told from the entries alone; null before there was one. */
export const replay = (
  type: RecordType,
  id: string,
  entries: readonly Entry[],
  at: string,
  names: Names,
): Image | null => {
  const rows = new Map<string, Image>();
  for (const entry of entries)
    if (entry.at <= at && entry.new) rows.set(`${entry.type} ${entry.id}`, entry.new);
  const head = rows.get(`records.record ${id}`);
  if (!head) return null;
  const childrenOf = (child: RecordType) =>
    [...rows.values()].filter((row) => row["parent_id"] === id && row["type"] === child.name);
  return {
    ...itemFrom(type, rows, id, names),
    ...Object.fromEntries(
      Object.entries(type.computed).map(([name, { kind, of, in: counted, without = [] }]) => {
        const all = childrenOf(type.children[of]?.type ?? type).map((row) => String(row["state"]));
        const some = all.filter((state) => counted.includes(state)).length;
        const whole = all.filter((state) => !without.includes(state)).length;
        return [
          name,
          kind === "count" ? some : whole === 0 ? null : Math.round((100 * some) / whole),
        ];
      }),
    ),
    children: Object.fromEntries(
      Object.entries(type.children).map(([as, { type: child }]) => [
        as,
        childrenOf(child)
          .map((row) => itemFrom(child, rows, String(row["id"]), names))
          .toSorted((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1)),
      ]),
    ),
  };
};

const columns = [
  ...[
    "id",
    "number",
    "title",
    "state",
    "definition",
    "waits_for",
    "scope_id",
    "author_id",
    "owner_id",
  ],
  ...[
    "parent_id",
    "due_on",
    "occurred_at",
    "effective_on",
    "submitted_at",
    "closed_at",
    "created_at",
  ],
  ...["updated_at", "version"],
];

const itemFrom = (
  type: RecordType,
  rows: ReadonlyMap<string, Image>,
  id: string,
  names: Names,
): Image => {
  const [head, own] = [
    rows.get(`records.record ${id}`) ?? {},
    rows.get(`${type.name} ${id}`) ?? {},
  ];
  const named = (who: unknown) => (who === null ? null : names.get(who));
  return {
    ...Object.fromEntries(columns.map((column) => [camel(column), head[column]])),
    scopeName: named(head["scope_id"]),
    authorName: named(head["author_id"]),
    ownerName: named(head["owner_id"]),
    updatedName: named(head["updated_by"]),
    ...Object.fromEntries(
      Object.entries(type.fields).flatMap(([name, { kind, digits = 0 }]) => {
        const value = own[snake(name)] ?? null;
        if (kind === "money") {
          const minor = own[`${snake(name)}_minor`] ?? null;
          return [
            [name, minor === null ? null : { minor, currency: own[`${snake(name)}_currency`] }],
          ];
        }
        if (kind === "decimal")
          return [[name, value === null ? null : (Number(value) / 10 ** digits).toFixed(digits)]];
        return kind === "person"
          ? [
              [name, value],
              [`${name}Name`, named(value)],
            ]
          : [[name, value]];
      }),
    ),
  };
};

const camel = (column: string): string =>
  column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
