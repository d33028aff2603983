import type { Pool } from "#core/database";
import { listen } from "./listen.ts";
import { type ReadLeaf, readLeaves } from "./read-leaves.ts";

/** One organisation's entries as they are numbered, for everybody of it who listens here. */
export type Stream = {
  readonly organizationId: string;
  /** Every entry up to here has been handed out. */
  readonly position: () => number;
  /** Entries after `after` and up to the position, in order; a part of them when there are many. */
  readonly read: (after: number) => Promise<readonly ReadLeaf[]>;
  readonly leave: () => void;
};

export type TailPlan = {
  /** Connects as the system role. */
  readonly pool: Pool;
  readonly onError: (error: unknown) => void;
  /** In order, each entry once; whoever listens must be told before this returns. */
  readonly onLeaves: (organizationId: string, leaves: readonly ReadLeaf[]) => void;
};

type Followed = { position: number; listeners: number; recent: ReadLeaf[] };

const atOnce = 1000;
const kept = 2000;
/** Where notifications do not arrive, behind a pooler for example, this is how long a change waits. */
const betweenLooksMs = 500;

/** Reads the log once for all sockets of this process, and not at all while there are none. */
export const createTail = ({ pool, onError, onLeaves }: TailPlan) => {
  const streams = new Map<string, Followed>();
  let running: Promise<void> | undefined;
  let isStopped = false;
  let isWoken = false;
  let wakeUp = (): void => {};

  return {
    /** `from` is the log's size as somebody has just read it. */
    join: (organizationId: string, from: number): Stream => {
      const stream = streams.get(organizationId) ?? { position: from, listeners: 0, recent: [] };
      streams.set(organizationId, stream);
      stream.listeners += 1;
      running ??= run();
      wake();
      return {
        organizationId,
        position: () => stream.position,
        read: (after) => readUpTo(organizationId, stream, after),
        leave: () => {
          stream.listeners -= 1;
          if (stream.listeners === 0) streams.delete(organizationId);
        },
      };
    },
    stop: async () => {
      isStopped = true;
      wake();
      await running;
    },
  };

  async function run(): Promise<void> {
    const listening = listen(pool, wake, onError);
    let isReported = false;
    while (streams.size > 0 && !isStopped) {
      isWoken = false;
      try {
        if (await look()) continue;
        isReported = false;
      } catch (error) {
        if (!isReported) onError(error);
        isReported = true;
      }
      if (!isWoken) await rest();
    }
    await listening.stop();
    running = streams.size > 0 && !isStopped ? run() : undefined;
  }

  /** Whether there may be more to read at once. */
  async function look(): Promise<boolean> {
    const stretches = [...streams].map(([organizationId, { position }]) => ({
      organizationId,
      after: position,
    }));
    const leaves = await readLeaves(pool, stretches, atOnce);
    let isMore = false;
    for (const [organizationId, read] of Map.groupBy(leaves, (leaf) => leaf.organizationId)) {
      const stream = streams.get(organizationId);
      if (!stream) continue;
      const fresh = read.filter(({ seq }) => seq > stream.position);
      // Somebody came back while this was being read, with an earlier position: the next look begins there.
      if (fresh[0]?.seq !== stream.position + 1) continue;
      stream.position = fresh.at(-1)?.seq ?? stream.position;
      stream.recent = [...stream.recent, ...fresh].slice(-kept);
      onLeaves(organizationId, fresh);
      isMore ||= read.length === atOnce;
    }
    return isMore;
  }

  function wake(): void {
    isWoken = true;
    wakeUp();
  }

  async function rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, betweenLooksMs);
    wakeUp = resolve;
    await promise;
    clearTimeout(timer);
  }

  async function readUpTo(
    organizationId: string,
    { position, recent }: Followed,
    after: number,
  ): Promise<readonly ReadLeaf[]> {
    const oldest = recent[0]?.seq ?? Number.POSITIVE_INFINITY;
    if (after + 1 >= oldest) return recent.filter(({ seq }) => seq > after && seq <= position);
    return readLeaves(pool, [{ organizationId, after, until: position }], atOnce);
  }
};
