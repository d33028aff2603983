import { connect } from "node:net";
import type { Socket } from "node:net";

export type Load = {
  readonly seconds: number;
  readonly connections: number;
  /** At most so many, where each was prepared. */
  readonly requests?: number;
};
export type Measured = {
  readonly throughput: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
};

/** Keep-alive connections that each send their next request when the last is answered; raw sockets keep the client cheap. */
export const loadHttp = async (
  port: number,
  { seconds, connections, requests = Infinity }: Load,
  request: (turn: number) => string,
): Promise<Measured> => {
  const times: number[] = [];
  let errors = 0;
  let turn = 0;
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = await open(port);
      const exchange = exchanger(socket);
      try {
        while (performance.now() < until && turn < requests) {
          const sent = performance.now();
          const status = await exchange(request(turn++));
          times.push(performance.now() - sent);
          if (status >= 400) errors += 1;
        }
      } finally {
        socket.destroy();
      }
    }),
  );
  return measured(times, errors, (performance.now() - began) / 1000);
};

export const measured = (times: readonly number[], errors: number, seconds: number): Measured => {
  const sorted = Float64Array.from(times).toSorted();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { throughput: times.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99), errors };
};

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });

/** One answer at a time, told apart by content-length; the answers measured here always carry one. */
const exchanger = (socket: Socket): ((request: string) => Promise<number>) => {
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;
  let held: Buffer = Buffer.alloc(0);
  socket.on("data", (part: Buffer) => {
    held = held.length === 0 ? part : Buffer.concat([held, part]);
    const end = held.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = held.toString("latin1", 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (held.length < end + 4 + length) return;
    held = held.subarray(end + 4 + length);
    waiting?.resolve(Number(head.slice(9, 12)));
  });
  const fail = () => waiting?.reject(new Error("The server closed a connection under load."));
  socket.on("error", fail);
  socket.on("close", fail);
  return (request) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      socket.write(request);
    });
};
