import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { type Operation, query } from "#core/operation";
import { permissionOf, type RecordType } from "#core/records";
import { columnsOf } from "./columns.ts";
import { exampleId, operationId, read } from "./names.ts";

const PAGE = 200;

/** What happened to a record and to what hangs on it, with the difference of every field its reader may see. */
export const historyOperation = (type: RecordType): Operation => {
  const all = shownOf(type);
  const column = (key: keyof Shown) => all.map((one) => one[key]);
  return query({
    id: operationId(type, "history"),
    summary: `What happened to a ${type.one}, from the log`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/{id}/history` },
    input: z.strictObject({
      id: uuid,
      after: z.coerce.number().int().min(0).default(0).describe("The `next` of the page before."),
    }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          n: z.int(),
          transaction: z.string().describe("Entries of one transaction belong together."),
          at: instant,
          action: z.string(),
          type: z.string(),
          rowId: uuid,
          operation: z.string().nullable(),
          reason: z.string().nullable(),
          who: z.string().nullable(),
          kind: z.string(),
          changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
        }),
      ),
      next: z.int().nullable(),
    }),
    example: { input: { id: exampleId }, output: { items: [], next: null } },
    read: ({ id, after }) => statement`
      with own as (select r.id, r.scope_id from record r where r.id = ${id} and r.type = ${type.name}),
      entries as materialized (select e.* from own, log_of_rows(array(select own.id union all select c.id from record_comment c where c.record_id = ${id}
        union all select l.id from record_link l where l.record_id = ${id} union all select s.id from signature s where s.record_id = ${id}),
        ${after}::bigint, ${PAGE}::int) e),
      declared as (select * from unnest(${column("type")}::text[], ${column("column")}::text[], ${column("second")}::text[], ${column("digits")}::int[], ${column("name")}::text[], ${column("needs")}::text[])
        k (log_type, col, second, digits, name, needs)),
      shown as (select k.* from declared k where k.needs = '' or exists (select from own where own.scope_id = any((own_reach(k.needs)).scopes))),
      secret as (${hasSecrets(type) ? secretly : statement`select null as txid where false`})
      select json_build_object('items', coalesce((select json_agg(json_build_object('n', e.n, 'transaction', e.txid, 'at', e.at, 'action', e.action,
          'type', e.type, 'rowId', e.row_id, 'operation', e.context ->> 'operation', 'kind', e.context ->> 'kind',
          'reason', case when e.txid not in (select s.txid from secret s) then e.context ->> 'reason' end,
          'who', (select m.printed_name from membership m where m.id = (e.context ->> 'membership')::uuid),
          'changes', ${changes}) order by e.n) from entries e), '[]'),
        'next', case when (select count(*) from entries) = ${PAGE}::int then (select max(n) from entries) end)::text as json
      from own`,
  });
};

/** A column's value as the record answers it: a sum whole, a decimal with its point. */
const valueIn = (image: Statement): Statement => statement`case
  when ${image} ->> k.col is null then null
  when k.second <> '' then json_build_object('minor', ${image} -> k.col, 'currency', ${image} -> k.second)
  when k.digits > 0 then to_json(round((${image} ->> k.col)::numeric / (10::numeric ^ k.digits), k.digits)::text)
  else ${image} -> k.col end`;

const [was, is] = [valueIn(statement`e.old`), valueIn(statement`e.new`)];

const changes: Statement = statement`(select coalesce(json_object_agg(k.name, json_build_array(${was}, ${is})), '{}') from shown k
  where k.log_type = e.type and (${was})::text is distinct from (${is})::text)`;

const hasSecrets = ({ fields }: RecordType): boolean =>
  Object.values(fields).some(({ see }) => see !== undefined);

/** Transactions that changed what the reader may not see: the reason would tell them what. */
const secretly: Statement = statement`
  select distinct e.txid from own cross join lateral log_of_rows(array[own.id], 0, 2147483647) e
    join declared k on k.log_type = e.type and not exists (select from shown s where s.log_type = k.log_type and s.name = k.name)
  where (e.old ->> k.col) is distinct from (e.new ->> k.col)`;

type Shown = {
  /** The log's. */
  readonly type: string;
  readonly column: string;
  /** Of a sum: where its currency stands. */
  readonly second: string;
  readonly digits: number;
  /** In the answer. */
  readonly name: string;
  /** The permission that seeing it takes. */
  readonly needs: string;
};

const shownOf = (type: RecordType): readonly Shown[] => [
  ...common.map(([column, name]) => plain("records.record", column, name)),
  ...Object.entries(type.fields).map(([name, field]) => {
    const [first, second] = columnsOf(name, field);
    return {
      ...plain(type.name, first?.name ?? "", name),
      ...{ second: second?.name ?? "", digits: field.kind === "decimal" ? (field.digits ?? 0) : 0 },
      needs: field.see ? permissionOf(type, field.see.may) : "",
    };
  }),
  plain("records.comment", "text", "text"),
  plain("records.link", "to_id", "toId"),
  plain("records.link", "kind", "kind"),
  plain("records.link", "ended_at", "endedAt"),
  plain("signatures.signature", "meaning", "meaning"),
  plain("signatures.signature", "printed_name", "printedName"),
  plain("signatures.signature", "end_reason", "endReason"),
];

const plain = (type: string, column: string, name: string): Shown => ({
  ...{ type, column, name, second: "", digits: 0, needs: "" },
});

const common = [
  ["title", "title"],
  ["state", "state"],
  ["owner_id", "ownerId"],
  ["due_on", "dueOn"],
  ["occurred_at", "occurredAt"],
  ["effective_on", "effectiveOn"],
  ["scope_id", "scopeId"],
  ["number", "number"],
] as const;
