import type { Socket } from "node:net";
import type { PoolClient } from "pg";

/**
 * Everything that `send` puts on the connection leaves in one packet: the driver writes each message by itself, and a write
 * costs more than the message. The driver's own corks end at the next tick, before ours.
 */
export const together = <T>(client: PoolClient, send: () => T): T => {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
  return send();
};
