import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { type Operation, query } from "#core/operation";
import { permissionOf, type RecordType } from "#core/records";
import { columnsOf } from "./columns.ts";
import { exampleId, operationId, read } from "./names.ts";

const PAGE = 200;

/** What happened to a record and to what hangs on it, with the difference of every field its reader may see. */
export const historyOperation = (type: RecordType): Operation =>
  query({
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
      shown as (select k.log_type, k.col, k.name from unnest(${names(type)[0]}::text[], ${names(type)[1]}::text[], ${names(type)[2]}::text[], ${names(type)[3]}::text[]) k (log_type, col, name, needs)
        where k.needs = '' or exists (select from own where own.scope_id = any((own_reach(k.needs)).scopes)))
      select json_build_object('items', coalesce((select json_agg(json_build_object('n', e.n, 'transaction', e.txid, 'at', e.at, 'action', e.action,
          'type', e.type, 'rowId', e.row_id, 'operation', e.context ->> 'operation', 'reason', e.context ->> 'reason', 'kind', e.context ->> 'kind',
          'who', (select m.printed_name from membership m where m.id = (e.context ->> 'membership')::uuid),
          'changes', ${changes}) order by e.n) from entries e), '[]'),
        'next', case when (select count(*) from entries) = ${PAGE}::int then (select max(n) from entries) end)::text as json
      from own`,
  });

const changes: Statement = statement`(select coalesce(json_object_agg(k.name, json_build_array(e.old -> k.col, e.new -> k.col)), '{}') from shown k
  where k.log_type = e.type and (e.old ->> k.col) is distinct from (e.new ->> k.col))`;

/** Log type, column, the name in the answer, and the permission that seeing it takes: four columns of one list. */
const names = (type: RecordType): readonly [string[], string[], string[], string[]] => {
  const rows = [
    ...common.map(([column, name]) => ["records.record", column, name, ""] as const),
    ...Object.entries(type.fields).flatMap(([name, field]) =>
      columnsOf(name, field).map(
        ({ name: column }) =>
          [type.name, column, name, field.see ? permissionOf(type, field.see.may) : ""] as const,
      ),
    ),
    ["records.comment", "text", "text", ""] as const,
    ["records.link", "to_id", "toId", ""] as const,
    ["records.link", "kind", "kind", ""] as const,
    ["records.link", "ended_at", "endedAt", ""] as const,
    ["signatures.signature", "meaning", "meaning", ""] as const,
    ["signatures.signature", "printed_name", "printedName", ""] as const,
    ["signatures.signature", "end_reason", "endReason", ""] as const,
  ];
  return [0, 1, 2, 3].map((place) => rows.map((row) => row[place as 0])) as [
    string[],
    string[],
    string[],
    string[],
  ];
};

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
