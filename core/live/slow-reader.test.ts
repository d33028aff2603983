import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { follow } from "./follower.ts";
import { sharedFrames } from "./frames.ts";
import type { FeedAnswer } from "./get-feed.ts";
import { usualLimits } from "./limits.ts";
import type { ReadLeaf } from "./read-leaves.ts";

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
const line = async () => {
  const accepted = new Promise<WebSocket>((resolve) => sockets.once("connection", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  client.on("error", () => undefined);
  let [told, heard] = [0, 0];
  const why: string[] = [];
  const live = new Promise<void>((resolve) => {
    client.on("message", (data: Buffer) => {
      const { changes = [] } = JSON.parse(data.toString()) as { changes?: unknown[] };
      heard += changes.length;
      resolve();
    });
  });
  const follower = follow({
    socket: await accepted,
    stream: { organizationId, position: () => 0, read: async () => [], leave: () => {} },
    answer,
    ask: async () => answer,
    limits: { ...usualLimits, bufferBytes: 100_000, closeMs: 200 },
    onSent: (messages) => (told += messages),
    onClosed: (cause) => why.push(cause),
    onError: (error) => expect.unreachable(String(error)),
  });
  client.once("open", () => client.send('{"after":0}'));
  if (client.readyState === client.OPEN) client.send('{"after":0}');
  await live;
  return { client, follower, why, told: () => told, heard: () => heard };
};

const news = (from: number): readonly ReadLeaf[] =>
  Array.from({ length: 1000 }, (_, index) => {
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

test("whoever does not read is let go with a reason, bounded in memory, and holds nobody up", async () => {
  const [stuck, flowing] = [await line(), await line()];
  stuck.client.pause();
  const closed = new Promise((resolve) => stuck.client.once("close", resolve));
  let batches = 0;
  while (stuck.why.length === 0) {
    const frames = sharedFrames(news(batches * 1000 + 1));
    for (const { follower } of [stuck, flowing]) follower.tell(frames);
    batches += 1;
    await expect.poll(flowing.heard, { interval: 1 }).toBe(batches * 1000);
    expect(batches).toBeLessThan(300);
  }
  expect(stuck.why).toEqual(["tooSlow"]);
  expect(stuck.told()).toBeLessThan(batches * 1000);
  expect(flowing.why).toEqual([]);
  stuck.client.resume();
  await closed;
});
