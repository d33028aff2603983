import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { follow } from "./follower.ts";
import type { FeedAnswer } from "./get-feed.ts";
import { usualLimits } from "./limits.ts";
import type { ReadLeaf } from "./read-leaves.ts";
import type { Stream } from "./tail.ts";

type Received = { live?: boolean; changes?: { seq: number }[] };

const organizationId = randomUUID();
const answer: FeedAnswer = {
  organizationId,
  personId: randomUUID(),
  seq: 0,
  reach: { "home.notice.read": "organization" },
  secondsLeft: 600,
};

const server = createServer().listen(0, "127.0.0.1");
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
afterAll(() => {
  sockets.close();
  server.close();
});

/** A follower on a real line, told by the test what the log would tell it. */
export const line = async (stream: Partial<Stream> = {}) => {
  const accepted = new Promise<WebSocket>((resolve) => sockets.once("connection", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  client.on("error", () => undefined);
  let told = 0;
  const heard: number[] = [];
  const why: string[] = [];
  const live = new Promise<void>((resolve) => {
    client.on("message", (data: Buffer) => {
      const { live: isLive, changes = [] } = JSON.parse(data.toString()) as Received;
      heard.push(...changes.map(({ seq }) => seq));
      if (isLive) resolve();
    });
  });
  const follower = follow({
    socket: await accepted,
    stream: {
      ...{ organizationId, position: () => 0, read: async () => [], leave: () => {} },
      ...stream,
    },
    answer,
    ask: async () => answer,
    limits: { ...usualLimits, bufferBytes: 100_000, closeMs: 200 },
    onSent: (messages) => (told += messages),
    onClosed: (cause) => why.push(cause),
    onError: (error) => expect.unreachable(String(error)),
  });
  client.once("open", () => client.send('{"after":0}'));
  if (client.readyState === client.OPEN) client.send('{"after":0}');
  return { client, follower, why, live, told: () => told, heard };
};

export const news = (from: number, count: number): readonly ReadLeaf[] =>
  Array.from({ length: count }, (_, index) => {
    const [id, seq] = [randomUUID(), from + index];
    return {
      ...{ organizationId, seq, type: "home.notice", action: "insert", row: id, version: 1 },
      ...{ scopes: [], pointers: {}, lateBy: 0 },
      subjects: [
        {
          ...{ type: "home.notice", id, version: 1, seq },
          ...{ permission: "home.notice.read", scopes: [] },
        },
      ],
    };
  });
