import type { Pool, PoolClient } from "pg";

/** How long requests may wait for a connection. A page that takes longer is asked for again, which makes it worse. */
const patienceMs = 1_500;

/** Where a whole line may be told to come back, a quarter of that has passed: before, it may be one burst that ends. */
const burstMs = patienceMs / 4;

export type Turns = {
  /** A connection in the order of asking. Throws `TooBusy` when the turn came too late. */
  readonly take: () => Promise<PoolClient>;
  /** False when whoever asked now would wait too long: better said at once. */
  readonly admits: () => boolean;
  /** How many were sent away, at the door or when their turn came. */
  readonly shed: () => number;
};

/** Nothing was done: the turn came after its caller's patience. */
export class TooBusy extends Error {
  constructor() {
    super("The turn for a database connection came too late.");
    this.name = "TooBusy";
  }
}

const known = new WeakMap<Pool, Turns>();

/** The one line in front of a pool. */
export const turnsOf = (pool: Pool): Turns => {
  const turns = known.get(pool) ?? createTurns(() => pool.connect());
  known.set(pool, turns);
  return turns;
};

/** The line itself, for any source of connections that serves in the order of asking. */
export const createTurns = (
  connect: () => Promise<PoolClient>,
  now: () => number = () => performance.now(),
): Turns => {
  const line = createLine();
  const pace = createPace(now);
  let shed = 0;

  const isLong = (): boolean => {
    const waited = line.length() === 0 ? 0 : now() - line.oldest();
    if (waited <= burstMs) return false;
    return waited > patienceMs || line.length() * 1000 > pace.perSecond() * patienceMs;
  };

  return {
    take: async () => {
      const asked = now();
      line.join(asked);
      try {
        const client = await connect();
        // Where nobody waits behind, it was the machine that was slow and not the line that was long.
        if (now() - asked <= patienceMs || line.length() === 1) return client;
        client.release();
        shed += 1;
        throw new TooBusy();
      } finally {
        line.leave();
        pace.count();
      }
    },
    admits: () => {
      if (!isLong()) return true;
      shed += 1;
      return false;
    },
    shed: () => shed,
  };
};

/** Who waits, by the instant of asking. Turns come in that order, so only the ends of the line move. */
const createLine = () => {
  let asked: number[] = [];
  let first = 0;
  return {
    join: (at: number) => void asked.push(at),
    leave: () => {
      first += 1;
      if (first < 1024 || first * 2 < asked.length) return;
      asked = asked.slice(first);
      first = 0;
    },
    length: () => asked.length - first,
    oldest: () => asked[first] ?? Infinity,
  };
};

const slotMs = 100;
const slots = 10;

/** How many turns came in the last full second, in steps of a tenth. */
const createPace = (now: () => number) => {
  const counts = Array.from({ length: slots + 1 }, () => ({ slot: -1, turns: 0 }));
  const slotOf = (at: number) => Math.floor(at / slotMs);
  return {
    count: () => {
      const slot = slotOf(now());
      const held = counts[slot % counts.length];
      if (held === undefined) return;
      held.turns = held.slot === slot ? held.turns + 1 : 1;
      held.slot = slot;
    },
    perSecond: () => {
      const current = slotOf(now());
      return counts
        .filter(({ slot }) => slot < current && slot >= current - slots)
        .reduce((sum, { turns }) => sum + turns, 0);
    },
  };
};
