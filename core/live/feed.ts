import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Pool } from "#core/database";
import { type Entry, Failure } from "#core/operation";
import { type Follower, follow } from "./follower.ts";
import { sharedFrames } from "./frames.ts";
import type { FeedAnswer } from "./get-feed.ts";
import { lanes } from "./lanes.ts";
import { type Limits, usualLimits } from "./limits.ts";
import type { FeedMeasures } from "./measures.ts";
import type { ReadLeaf } from "./read-leaves.ts";
import { createTail } from "./tail.ts";

export type FeedPlan = {
  /** Connects as the system role. */
  readonly pool: Pool;
  readonly ask: (entry: Entry) => Promise<FeedAnswer>;
  readonly measures: FeedMeasures;
  readonly limits?: Partial<Limits>;
  readonly onError: (error: unknown) => void;
};

/** A request that asked to become a socket, as Node hands it over. */
export type Upgrade = {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** Called when the request is taken: nobody else answers it any more. */
  readonly detach: () => void;
};

export type Feed = {
  /** Throws a Failure while the request can still be answered like any other. */
  readonly open: (entry: Entry, upgrade: Upgrade) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Seat = { readonly organizationId: string; readonly follower: Follower };

export const createFeed = (plan: FeedPlan): Feed => {
  const { pool, measures, onError } = plan;
  const limits = { ...usualLimits, ...plan.limits };
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: 1024,
    perMessageDeflate: false,
  });
  const seats = new Set<Seat>();
  const perPerson = new Map<string, number>();
  const inLane = lanes(4);
  const tail = createTail({ pool, onError, onLeaves: tellAll });
  const beats = setInterval(() => seats.forEach(({ follower }) => follower.beat()), limits.beatMs);
  beats.unref();
  let held = 0;
  let isStopped = false;
  measures.watchSockets(() => seats.size);

  return { open, stop };

  async function open(entry: Entry, upgrade: Upgrade): Promise<void> {
    if (isStopped || held >= limits.sockets) throw full(measures);
    held += 1;
    let isSeated = false;
    try {
      const { organizationId, ...answer } = await plan.ask(unattended(entry));
      if (organizationId === null) throw nowhere();
      // Gone while it was being looked up.
      if (upgrade.socket.destroyed) return upgrade.detach();
      const { personId } = answer;
      const own = perPerson.get(personId) ?? 0;
      if (own >= limits.socketsPerPerson) throw tooMany(measures);
      perPerson.set(personId, own + 1);
      upgrade.socket.once("close", () => {
        held -= 1;
        leave(personId);
      });
      isSeated = true;
      upgrade.detach();
      seat(entry, { ...answer, organizationId }, upgrade);
    } finally {
      if (!isSeated) held -= 1;
    }
  }

  function leave(personId: string): void {
    const left = (perPerson.get(personId) ?? 1) - 1;
    if (left === 0) perPerson.delete(personId);
    else perPerson.set(personId, left);
  }

  function seat(
    entry: Entry,
    answer: FeedAnswer & { organizationId: string },
    { request, socket, head }: Upgrade,
  ): void {
    const { organizationId } = answer;
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const stream = tail.join(organizationId, answer.seq);
      const follower = follow({
        socket: webSocket,
        stream,
        answer,
        ask: () => inLane(() => plan.ask({ ...unattended(entry), organizationId })),
        limits,
        onSent: measures.sent,
        onClosed: measures.closed,
        onError,
      });
      const taken = { organizationId, follower };
      seats.add(taken);
      webSocket.once("close", () => {
        seats.delete(taken);
        stream.leave();
      });
      if (isStopped) follower.close("restarting");
    });
  }

  function tellAll(organizationId: string, leaves: readonly ReadLeaf[]): void {
    const readAt = performance.now();
    const frames = sharedFrames(leaves);
    const concerns = doubtsIn(leaves);
    for (const { organizationId: own, follower } of seats) {
      if (own !== organizationId) continue;
      if (concerns(follower)) follower.doubt();
      else follower.tell(frames);
    }
    const delay = (performance.now() - readAt) / 1000;
    for (const { lateBy } of leaves) measures.late(lateBy + delay);
  }

  async function stop(): Promise<void> {
    isStopped = true;
    clearInterval(beats);
    for (const { follower } of seats) follower.close("restarting");
    await tail.stop();
  }
};

// What `enter` reads when it decides who may what and where.
const rights = new Set([
  "access.membership",
  "access.role",
  "access.rolePermission",
  "access.membershipRole",
  "access.scope",
  "access.apiToken",
]);

/** Whose rights these entries may have changed; what a person does with their sessions is logged as facts about them. */
const doubtsIn = (leaves: readonly ReadLeaf[]): ((follower: Follower) => boolean) => {
  const isAnybody = leaves.some(({ type, action }) => action !== "fact" && rights.has(type));
  const people = new Set(
    leaves.filter(({ type }) => type.startsWith("identity.")).map(({ row }) => row),
  );
  return ({ personId }) => isAnybody || people.has(personId);
};

/** A page that connects by itself keeps no session alive. */
const unattended = (entry: Entry): Entry => ({ ...entry, isUnattended: true });

const nowhere = (): Failure =>
  new Failure(
    "conflict",
    "The feed belongs to an organisation, and you are in none. Choose one first.",
  );

const tooMany = ({ refused }: FeedMeasures): Failure => {
  refused("person");
  return new Failure(
    "too_many",
    "You are connected too many times already. Close some of the windows that show Plumbline, then try again.",
    { retryAfterSeconds: 60 },
  );
};

const full = ({ refused }: FeedMeasures): Failure => {
  refused("process");
  return new Failure(
    "unavailable",
    "More people are connected than this server takes. Reload the page to see what changed; the feed comes back by itself.",
    { retryAfterSeconds: 30 },
  );
};
