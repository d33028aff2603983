import { setTimeout as wait } from "node:timers/promises";
import type { Pool, PoolClient } from "#core/database";

/** What the sequencer says in the transaction that numbers entries. */
const channel = "plumbline_log";
const betweenTriesMs = 1000;

/** Calls `wake` whenever entries have been numbered. A connection that is lost is sought again; meanwhile nobody calls. */
export const listen = (
  pool: Pool,
  wake: () => void,
  onError: (error: unknown) => void,
): { stop: () => Promise<void> } => {
  const ending = new AbortController();
  const loop = keepListening();
  return {
    stop: async () => {
      ending.abort();
      await loop;
    },
  };

  async function keepListening(): Promise<void> {
    let isReported = false;
    while (!ending.signal.aborted) {
      try {
        await listenOnce();
        isReported = false;
      } catch (error) {
        if (!isReported && !ending.signal.aborted) onError(error);
        isReported = true;
      }
      await wait(betweenTriesMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  }

  async function listenOnce(): Promise<void> {
    const client = await pool.connect();
    try {
      await untilLost(client);
    } finally {
      // Never back into the pool: it would go on listening there.
      client.release(true);
    }
  }

  async function untilLost(client: PoolClient): Promise<void> {
    const lost = Promise.withResolvers<void>();
    client.on("notification", wake);
    client.on("end", lost.resolve);
    ending.signal.addEventListener("abort", () => lost.resolve(), { once: true });
    if (ending.signal.aborted) return;
    await client.query(`listen ${channel}`);
    wake();
    await lost.promise;
  }
};
