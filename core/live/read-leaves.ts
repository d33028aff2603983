import { type Pool, prepared, statement } from "#core/database";
import { type KnownRecord, type Leaf, pointers, recordsNamed, subjectsOf } from "./subjects.ts";
import type { Subject } from "./subjects.ts";

/** An entry with what it means; `lateBy` is the age of its number in seconds when it was read. */
export type ReadLeaf = Leaf & {
  readonly subjects: readonly Subject[];
  readonly lateBy: number;
};

/** After `after`, up to `until` if it is named. */
export type Stretch = {
  readonly organizationId: string;
  readonly after: number;
  readonly until?: number;
};

/** Reads some organisations' entries at once, at most `take` of each, in the order of their numbers. */
export const readLeaves = async (
  pool: Pool,
  stretches: readonly Stretch[],
  take: number,
): Promise<ReadLeaf[]> => {
  const { rows } = await pool.query<Leaf & { lateBy: number }>(
    prepared(statement`
      select s.org as "organizationId", l.n as seq, l.type, l.action, l.record_id as row, e.version,
        array[e.scope_id::text, case when l.action = 'update' then e.old ->> 'scope_id' end] as scopes,
        coalesce((select jsonb_object_agg(key, value) from json_each_text(coalesce(e.new, e.old))
          where key = any(${[...pointers]}::text[]) and value is not null), '{}') as pointers,
        extract(epoch from clock_timestamp() - l.sequenced_at)::float8 as "lateBy"
      from unnest(${stretches.map(({ organizationId }) => organizationId)}::uuid[], ${stretches.map(({ after }) => after)}::bigint[],
        ${stretches.map(({ until }) => until ?? null)}::bigint[]) s (org, after, until)
      cross join lateral (select x.* from log_leaf x where x.org_id = s.org and x.n > s.after and (s.until is null or x.n <= s.until)
        order by x.n limit ${take}) l
      join log_entry e on e.txid = l.txid and e.hint = l.hint
      order by s.org, l.n`),
  );
  const records = await readRecords(pool, rows);
  return rows.map((leaf) => ({ ...leaf, subjects: subjectsOf(leaf, records) }));
};

/** What the log says of records that others point at: the system role reads no business table. */
const readRecords = async (
  pool: Pool,
  leaves: readonly Leaf[],
): Promise<ReadonlyMap<string, KnownRecord>> => {
  const named = leaves.flatMap((leaf) =>
    recordsNamed(leaf).map((id) => [leaf.organizationId, id] as const),
  );
  if (named.length === 0) return new Map();
  const { rows } = await pool.query<KnownRecord & { id: string }>(
    prepared(statement`
      select r.id, r.type, r.scope from (select distinct org, id from unnest(${named.map(([org]) => org)}::uuid[], ${named.map(([, id]) => id)}::uuid[]) n (org, id)) n
      cross join lateral (select l.record_id as id, coalesce(e.new, e.old) ->> 'type' as type, e.scope_id as scope
        from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
        where l.org_id = n.org and l.record_id = n.id and l.type = 'records.record' order by l.n desc limit 1) r`),
  );
  return new Map(rows.map(({ id, type, scope }) => [id, { type, scope }]));
};
