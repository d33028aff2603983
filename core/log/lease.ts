import type { Pool, PoolClient } from "#core/database";

export type Lease = { fence: string; doneBefore: string; mended: string };

const seconds = 5;

/**
 * Takes or keeps the lease for this transaction; null when it is somebody else's. The row stays locked until the commit, so
 * a holder that was paused and overtaken finds another name and fence in it and writes nothing.
 */
export async function takeLease(client: PoolClient, holder: string): Promise<Lease | null> {
  const { rows } = await client.query<Lease>(
    `select (fence + (holder is distinct from $1::uuid)::int)::text as fence, done_before::text as "doneBefore", mended::text
     from log_sequencer where holder = $1::uuid or until < clock_timestamp() for update skip locked`,
    [holder],
  );
  return rows[0] ?? null;
}

export async function keepLease(client: PoolClient, holder: string, lease: Lease): Promise<void> {
  await client.query(
    `update log_sequencer set holder = $1::uuid, fence = $2::bigint, done_before = $3::xid8,
       until = clock_timestamp() + make_interval(secs => ${seconds})`,
    [holder, lease.fence, lease.doneBefore],
  );
}

/** Lets the next sequencer begin at once instead of waiting for the lease to run out. */
export async function returnLease(pool: Pool, holder: string): Promise<void> {
  await pool.query(`update log_sequencer set until = '-infinity' where holder = $1::uuid`, [
    holder,
  ]);
}
