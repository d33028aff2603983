import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { cuttableLine } from "../cuttable-line.ts";
import { baseOf } from "./faults.ts";
import { type Person, post } from "./load.ts";
import type { Served } from "./served.ts";

type Told = { readonly ids: string[]; readonly stop: () => void; readonly cuts: () => number };

const cutMs = 30_000;
const betweenPostsMs = 25;
const catchUpMs = 10_000;

/** Cuts the line of everybody who follows the feed while they go on writing: nothing may be missing or told twice. */
export const cutFeed = async (served: Served, people: readonly Person[]): Promise<string> => {
  const line = await cuttableLine(baseOf(served));
  const listeners = await Promise.all(people.map((person) => listen(line.url, person)));
  const wanted: string[] = [];
  const writeFor = async (ms: number): Promise<void> => {
    const until = performance.now() + ms;
    for (let turn = 0; performance.now() < until; turn++) {
      const person = people[turn % people.length] as Person;
      const outcome = await post(baseOf(served), person, `Feed ${turn}`, randomUUID());
      if (typeof outcome === "string") throw new Error(outcome);
      wanted.push(outcome.id);
      await sleep(betweenPostsMs);
    }
  };
  try {
    await writeFor(1000);
    line.cut();
    await writeFor(cutMs);
    line.mend();
    await writeFor(1000);
    const missing = () => {
      const told = new Set(listeners.flatMap(({ ids }) => ids));
      return wanted.filter((id) => !told.has(id)).length;
    };
    const until = performance.now() + catchUpMs;
    while (missing() > 0 && performance.now() < until) await sleep(100);
    if (missing() > 0) throw new Error(`${missing()} of ${wanted.length} changes were never told.`);
    const twice = listeners.filter(({ ids }) => new Set(ids).size < ids.length);
    if (twice.length > 0) throw new Error(`${twice.length} were told the same twice.`);
    const tries = listeners.reduce((sum, { cuts }) => sum + cuts(), 0);
    return `${wanted.length} changes, each told once to whom it concerns; ${tries} connections broke or were refused meanwhile`;
  } finally {
    for (const { stop } of listeners) stop();
    line.close();
  }
};

/** Like a page: comes back with the last number that it saw. Resolves when it is told live for the first time. */
const listen = async (url: string, { token }: Person): Promise<Told> => {
  const first = Promise.withResolvers<void>();
  const ids: string[] = [];
  let after: number | null = null;
  let isStopped = false;
  let cuts = 0;
  let socket = open();
  await first.promise;
  return {
    ids,
    cuts: () => cuts,
    stop: () => {
      isStopped = true;
      socket.terminate();
    },
  };

  function open(): WebSocket {
    const opened = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1/live`, {
      headers: { authorization: `Bearer ${token}` },
    });
    opened.on("open", () => opened.send(JSON.stringify({ after })));
    opened.on("error", () => undefined);
    opened.on("message", (data: Buffer) => {
      const {
        seq,
        live,
        changes = [],
      } = JSON.parse(data.toString()) as {
        seq: number;
        live?: boolean;
        changes?: { id: string }[];
      };
      after = seq;
      ids.push(...changes.map(({ id }) => id));
      if (live) first.resolve();
    });
    opened.on("close", () => {
      cuts += 1;
      if (!isStopped) setTimeout(() => (socket = open()), 500);
    });
    return opened;
  }
};
