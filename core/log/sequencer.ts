import { randomUUID } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Pool } from "#core/database";
import { damageOf, readAside, setAside } from "./aside.ts";
import { runCycle } from "./cycle.ts";
import { returnLease } from "./lease.ts";
import type { Horizon } from "./pending.ts";
import { readStoredHorizon, readWaiting } from "./pending.ts";
import { isAnyUnsigned } from "./trees.ts";

export type SequencerPlan = {
  /** Connects as the system role. */
  pool: Pool;
  key: KeyObject;
  installation: string;
  intervalMs?: number;
  onError: (error: Error) => void;
};

export type Sequencer = {
  /** Entries committed and not yet numbered and the age of the oldest, or for how long nobody could look; and logs set aside. */
  lag: () => { pending: number; seconds: number; aside: number };
  /** Runs one cycle now and answers how many entries it numbered. */
  cycle: () => Promise<number>;
  /** Numbers and signs what is left, gives the lease back and ends. */
  stop: () => Promise<void>;
};

const betweenCheckpoints = 1000;
const betweenScans = 500;
const betweenAsides = 2000;
const longestPause = 5000;

/** Numbers what has been committed. Any number of sequencers may run: one works, the others look on until it fails. */
export function startSequencer(plan: SequencerPlan): Sequencer {
  const { pool, key, installation, intervalMs = 100, onError } = plan;
  const holder = randomUUID();
  const ending = new AbortController();
  let horizon: Horizon | null = null;
  let waiting = { entries: 0, since: 0 };
  let [lookedAt, signedAt, scannedAt] = [performance.now(), -Infinity, -Infinity];

  let [aside, asideAt] = [0, -Infinity];

  async function look(): Promise<number> {
    horizon ??= await readStoredHorizon(pool);
    const found = await readWaiting(pool, horizon);
    lookedAt = performance.now();
    if (lookedAt - asideAt > betweenAsides) {
      aside = (await readAside(pool)).length;
      asideAt = lookedAt;
    }
    const { entries, seconds } = found.waiting;
    waiting = { entries, since: lookedAt - seconds * 1000 };
    if (entries === 0) horizon = found.now;
    return entries;
  }

  /** A scan finds what a sequencer that died has left unsigned. */
  async function isSigningDue(entries: number, isLast: boolean): Promise<boolean> {
    if (!isLast && lookedAt - signedAt < betweenCheckpoints) return false;
    if (entries > 0) return true;
    if (!isLast && lookedAt - scannedAt < betweenScans) return false;
    scannedAt = lookedAt;
    return isAnyUnsigned(pool);
  }

  async function run(isLast = false): Promise<number> {
    try {
      const entries = await look();
      const signing = await isSigningDue(entries, isLast);
      if (entries === 0 && !signing) return 0;
      const done = await runCycle({ pool, key, installation, holder }, horizon ?? nowhere, signing);
      if (done === null) return 0;
      horizon = done.horizon;
      waiting.entries = Math.max(0, waiting.entries - done.numbered);
      if (signing) signedAt = performance.now();
      return done.numbered;
    } catch (error) {
      horizon = null;
      const damage = damageOf(error);
      if (damage) {
        await setAside(pool, damage);
        asideAt = -Infinity;
      }
      throw error;
    }
  }

  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = turn.then(() => work());
    turn = result.catch(() => {});
    return result;
  }

  async function keepRunning(): Promise<void> {
    let pause = intervalMs;
    let reported = "";
    while (!ending.signal.aborted) {
      try {
        const numbered = await inTurn(run);
        pause = numbered > 0 && waiting.entries > 0 ? 0 : intervalMs;
        reported = "";
      } catch (error) {
        const fault = error instanceof Error ? error : new Error(String(error));
        if (fault.message !== reported) onError(fault);
        reported = fault.message;
        pause = Math.min(Math.max(pause, intervalMs) * 2, longestPause);
      }
      await wait(pause, undefined, { signal: ending.signal }).catch(() => {});
    }
  }

  const loop = keepRunning();
  return {
    lag: () => {
      const now = performance.now();
      const since =
        waiting.entries > 0 ? waiting.since : lookedAt + 2 * longestPause < now ? lookedAt : now;
      const seconds = Math.max(0, now - since) / 1000;
      return { pending: waiting.entries, seconds, aside };
    },
    cycle: () => inTurn(run),
    stop: async () => {
      ending.abort();
      await loop;
      try {
        while ((await inTurn(() => run(true))) > 0 && waiting.entries > 0);
        await returnLease(pool, holder);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
}

const nowhere: Horizon = { from: "0", among: [], mended: "0" };
