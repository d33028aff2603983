import type { KeyObject } from "node:crypto";
import type { Pool, PoolClient } from "#core/database";
import { keepLease, takeLease } from "./lease.ts";
import { takeWhole } from "./order.ts";
import type { Horizon } from "./pending.ts";
import { readEntries, readHorizon, readTransactions } from "./pending.ts";
import { appendEntries, signTrees } from "./trees.ts";

export type CyclePlan = { pool: Pool; key: KeyObject; installation: string; holder: string };
export type Cycle = { numbered: number; horizon: Horizon };

const batch = 5000;

/** One cycle in one transaction: all of it is written under the lease, or none. Null when the lease is not to be had. */
export async function runCycle(
  plan: CyclePlan,
  horizon: Horizon,
  signing: boolean,
): Promise<Cycle | null> {
  return inTransaction(plan.pool, async (client) => {
    const lease = await takeLease(client, plan.holder);
    if (lease === null) return null;
    const { doneBefore: from, mended } = lease;
    if (mended !== horizon.mended) return { numbered: 0, horizon: { from, among: [], mended } };
    // The horizon is read before the entries: what is seen only by the later statement is looked at again.
    const { oldest, ...next } = await readHorizon(client);
    const pending = await readTransactions(client, horizon);
    const taken = takeWhole(pending, batch);
    const entries = await readEntries(client, taken);
    await appendEntries(client, entries);
    // Whoever follows the log looks the moment that this is committed.
    if (entries.length > 0) await client.query("notify plumbline_log");
    if (signing) await signTrees(client, plan.installation, plan.key);
    const isAll = taken.length === pending.length;
    await keepLease(client, plan.holder, isAll ? { ...lease, doneBefore: oldest } : lease);
    return { numbered: entries.length, horizon: isAll ? next : horizon };
  });
}

async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    // A process that stops in mid-cycle must not keep the row from the others for longer than the lease.
    await client.query("set local idle_in_transaction_session_timeout = '4s'");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
