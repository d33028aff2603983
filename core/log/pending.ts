import type { Pool, PoolClient } from "#core/database";
import { isTrusted } from "./aside.ts";
import type { LogEntry, Texts } from "./entry.ts";
import type { PendingTransaction } from "./order.ts";
import { inSequence } from "./order.ts";

type Queryable = Pick<Pool, "query"> | Pick<PoolClient, "query">;

/**
 * Everything that a snapshot could see is in the trees; what is left began at or after `from`, or was open: `among`. It
 * holds as long as no further tree is mended, whose entries wait behind it.
 */
export type Horizon = { from: string; among: string[]; mended: string };

export type Waiting = { entries: number; seconds: number };

export const instantFormat = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

type HorizonRow = Horizon & { oldest: string };

const nothing: HorizonRow = { from: "0", among: [], mended: "0", oldest: "0" };

const horizon = `pg_snapshot_xmax(pg_current_snapshot())::text as from,
  array(select x::text from pg_snapshot_xip(pg_current_snapshot()) x) as among,
  (select mended::text from log_sequencer) as mended,
  pg_snapshot_xmin(pg_current_snapshot())::text as oldest`;

const isPending = `(e.txid >= $1::xid8 or e.txid = any($2::xid8[]))
  and not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint)
  and ${isTrusted("e.org_id")}`;

/** What waits, and the horizon of the same instant: with nothing waiting, that is how far the trees have come. */
export async function readWaiting(
  client: Queryable,
  { from, among }: Horizon,
): Promise<{ waiting: Waiting; now: Horizon }> {
  const { rows } = await client.query<HorizonRow & { entries: string; seconds: string }>(
    `select count(*)::text as entries, coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0)::text as seconds, ${horizon}
     from log_entry e where ${isPending}`,
    [from, among],
  );
  const { entries, seconds, ...now } = rows[0] ?? { entries: 0, seconds: 0, ...nothing };
  return { waiting: { entries: Number(entries), seconds: Math.max(0, Number(seconds)) }, now };
}

/** The horizon behind everything that is visible now, and the oldest transaction still open. */
export async function readHorizon(client: Queryable): Promise<HorizonRow> {
  const { rows } = await client.query<HorizonRow>(`select ${horizon}`);
  return rows[0] ?? nothing;
}

export async function readStoredHorizon(client: Queryable): Promise<Horizon> {
  const { rows } = await client.query<{ from: string; mended: string }>(
    `select done_before::text as from, mended::text from log_sequencer`,
  );
  return { from: rows[0]?.from ?? "0", among: [], mended: rows[0]?.mended ?? "0" };
}

export async function readTransactions(
  client: Queryable,
  { from, among }: Horizon,
): Promise<PendingTransaction[]> {
  const { rows } = await client.query<{ txid: string; highest: string; entries: string }>(
    `select e.txid::text, max(e.hint)::text as highest, count(*)::text as entries
     from log_entry e where ${isPending} group by e.txid`,
    [from, among],
  );
  return rows.map(({ txid, highest, entries }) => ({
    ...{ txid, highest: BigInt(highest), entries: Number(entries) },
  }));
}

type Row = Omit<LogEntry, "old" | "new"> & { old: string | null; new: string | null };

export async function readEntries(
  client: Queryable,
  transactions: PendingTransaction[],
): Promise<LogEntry[]> {
  const { rows } = await client.query<Row>(
    `select e.hint::text, e.txid::text, e.org_id as org, to_char(e.at at time zone 'UTC', ${instantFormat}) as at, e.action,
       e.type, e.record_id as record, e.scope_id as scope, e.version::text, log_texts(e.old) as old, log_texts(e.new) as new,
       e.changed_secrets as secrets, e.context, e.withholds
     from log_entry e where e.txid = any($1::xid8[])
       and not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint)
       and ${isTrusted("e.org_id")}`,
    [transactions.map(({ txid }) => txid)],
  );
  const entries = rows.map((row) => ({ ...row, old: texts(row.old), new: texts(row.new) }));
  return inSequence(entries, transactions);
}

function texts(image: string | null): Texts | null {
  return image === null ? null : JSON.parse(image);
}
