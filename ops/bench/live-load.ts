import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { type Measured, measured } from "./http-load.ts";

type Listening = { readonly token: string };

const socketsEach = 25;
const writers = 4;
const betweenPostsMs = 40;

/**
 * Changes at a steady pace while everybody listens. The times run from the acknowledgement of a change to its arrival at one
 * socket; a change that never arrives somewhere is an error.
 */
export const loadLive = async <Member extends Listening>(
  port: number,
  members: readonly Member[],
  seconds: number,
  post: (member: Member) => Promise<string>,
): Promise<Measured & { readonly connections: number }> => {
  const arrivals = new Map<string, number[]>();
  const hear = (id: string): void => {
    const known = arrivals.get(id) ?? [];
    known.push(performance.now());
    arrivals.set(id, known);
  };
  const sockets = await Promise.all(
    members.flatMap(({ token }) =>
      Array.from({ length: socketsEach }, () => followInTime(port, token, hear)),
    ),
  );
  const acknowledged = new Map<string, number>();
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let turn = writer; performance.now() < until; turn += writers) {
        const next = wait(betweenPostsMs);
        const id = await post(members[turn % members.length] as Member);
        acknowledged.set(id, performance.now());
        await next;
      }
    }),
  );
  const lasted = (performance.now() - began) / 1000;
  await wait(2000);
  for (const socket of sockets) socket.terminate();
  const delays = [...acknowledged].flatMap(([id, at]) =>
    (arrivals.get(id) ?? []).map((heard) => Math.max(0, heard - at)),
  );
  const missing = acknowledged.size * socketsEach - delays.length;
  return { ...measured(delays, missing, lasted), connections: sockets.length };
};

/** Right after the load before this one a server may refuse more: like every client, this one comes back. */
const followInTime = async (
  port: number,
  token: string,
  hear: (id: string) => void,
  tries = 20,
): Promise<WebSocket> => {
  try {
    return await follow(port, token, hear);
  } catch (error) {
    if (tries === 0) throw error;
    await wait(250 + Math.random() * 500);
    return followInTime(port, token, hear, tries - 1);
  }
};

const follow = (port: number, token: string, hear: (id: string) => void): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, {
      headers: { authorization: `Bearer ${token}` },
    });
    socket.on("error", reject);
    socket.on("open", () => socket.send('{"after":null}'));
    socket.on("message", (data: Buffer) => {
      const { live, changes = [] } = JSON.parse(data.toString()) as {
        live?: boolean;
        changes?: { id: string }[];
      };
      for (const { id } of changes) hear(id);
      if (live) resolve(socket);
    });
  });
