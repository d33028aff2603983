import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { TestHouse, TestPerson } from "../harness.ts";

type Listening = {
  /** Every message as it came. */
  readonly texts: string[];
  readonly ids: () => readonly string[];
};

/** Follows the feed as somebody's page does, once it has caught up. */
export const listen = async ({ server }: TestHouse, { token }: TestPerson): Promise<Listening> => {
  if (!server.server.listening) await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, {
    headers: { authorization: `Bearer ${token}` },
  });
  onTestFinished(() => socket.terminate());
  const texts: string[] = [];
  const ready = Promise.withResolvers<void>();
  socket.on("open", () => socket.send(JSON.stringify({ after: null })));
  socket.on("error", ready.reject);
  socket.on("message", (data: Buffer) => {
    texts.push(data.toString());
    if ("live" in (JSON.parse(data.toString()) as object)) ready.resolve();
  });
  await ready.promise;
  return {
    texts,
    ids: () =>
      texts.flatMap((text) =>
        ((JSON.parse(text) as { changes?: { id: string }[] }).changes ?? []).map(({ id }) => id),
      ),
  };
};
