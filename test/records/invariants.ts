import type pg from "pg";
import { machineOf, type RecordType, type Registry } from "#core/records";
import type { TestOrganization } from "../harness.ts";

type Image = Readonly<Record<string, unknown>>;
type Change = { readonly id: string; readonly old: Image | null; readonly new: Image };

/**
 * What does not hold of an organisation's records, read from the tables and the log without any code of the kit.
 * Within the caller's transaction, so that what is planted there can be rolled back.
 */
export const brokenInvariants = async (
  client: pg.PoolClient,
  { id: org }: TestOrganization,
  registry: Registry,
): Promise<readonly string[]> => {
  const changes = (
    await client.query<Change>(
      "select record_id as id, old, new from log_entry where org_id = $1 and type = 'records.record' order by hint",
      [org],
    )
  ).rows;
  const faults = [
    ...changes.flatMap((change) => ofVersion(change)),
    ...changes.flatMap((change) => ofState(registry, change)),
  ];
  for (const type of registry.types.values())
    faults.push(
      ...(await unlogged(client, org, type.table, type.name)),
      ...(await gaps(client, org, type)),
      ...(await ownApprovals(client, org, type)),
    );
  for (const [table, name] of Object.entries(hanging))
    faults.push(...(await unlogged(client, org, table, name)));
  return faults;
};

const hanging = {
  record: "records.record",
  record_party: "records.party",
  record_comment: "records.comment",
  record_link: "records.link",
  signature: "signatures.signature",
};

const ofVersion = ({ id, old, new: now }: Change): readonly string[] => {
  const expected = old === null ? 1 : Number(old["version"]) + 1;
  return Number(now["version"]) === expected
    ? []
    : [`${id} has version ${String(now["version"])} where ${expected} comes next`];
};

const ofState = (registry: Registry, { id, old, new: now }: Change): readonly string[] => {
  const type = registry.types.get(String(now["type"]));
  if (!type) return [];
  const { states } = machineOf(type, Number(now["definition"]));
  const [from, to] = [old?.["state"] as string | undefined, now["state"] as string];
  if (from === undefined) return to === Object.keys(states)[0] ? [] : [`${id} begins in ${to}`];
  const leads = Object.values(states[from]?.on ?? {}).some((step) => step.to === to);
  return from === to || leads ? [] : [`${id} went from ${from} to ${to}`];
};

/** Rows that the newest entry of the log does not describe. */
const unlogged = async (client: pg.PoolClient, org: string, table: string, type: string) => {
  const { rows } = await client.query<{ id: string }>(
    `select r.id from ${table} r where r.org_id = $1 and to_jsonb(r) is distinct from
      (select e.new::jsonb from log_entry e where e.org_id = $1 and e.type = $2 and e.record_id = r.id order by e.hint desc limit 1)`,
    [org, type],
  );
  return rows.map(({ id }) => `${table} ${id} is not what the log says`);
};

/** Numbers run from one without a gap below each of their beginnings. */
const gaps = async (client: pg.PoolClient, org: string, type: RecordType) => {
  if (!type.number) return [];
  const { rows } = await client.query<{ head: string; n: number; last: number }>(
    `select regexp_replace(number, '\\d+$', '') as head, count(*)::int as n, max(substring(number from '\\d+$')::int) as last
     from record where org_id = $1 and type = $2 group by 1`,
    [org, type.name],
  );
  return rows
    .filter(({ n, last }) => n !== last)
    .map(({ head, n, last }) => `${head}: ${n} numbers, and the last is ${last}`);
};

/** Judgements that somebody signed over what they had made or owned then. */
const ownApprovals = async (client: pg.PoolClient, org: string, type: RecordType) => {
  const judging = Object.entries(type.signatures).flatMap(([point, { own }]) =>
    own ? [] : [point],
  );
  const { rows } = await client.query<{ point: string; record_id: string }>(
    `select s.point, s.record_id from signature s join record r on r.org_id = s.org_id and r.id = s.record_id
     where s.org_id = $1 and s.type = $2 and s.point = any($3) and (s.membership_id = r.author_id or s.membership_id::text =
       (select e.old ->> 'owner_id' from log_entry e where e.org_id = s.org_id and e.type = 'records.record' and e.record_id = r.id and e.version = s.record_version))`,
    [org, type.name, judging],
  );
  return rows.map((row) => `${type.name} ${row.record_id}: ${row.point} is signed on own work`);
};
