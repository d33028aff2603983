import { createServer } from "node:net";
import type { FastifyInstance } from "fastify";

export const readPort = (text: string | undefined, faults: string[]): number => {
  const port = Number(text ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    faults.push(`PORT is “${text}”, which is no port number. Choose one from 1 to 65535.`);
  return port;
};

/** Before anything is started: a busy port found at the end would have cost a minute. */
export const refuseBusyPort = (port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(sentence(error, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });

export const listen = async (
  server: FastifyInstance,
  port: number,
  host: string,
): Promise<void> => {
  try {
    await server.listen({ port, host });
  } catch (error) {
    throw sentence(error, port);
  }
};

const sentence = (error: unknown, port: number): Error => {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE")
    return new Error(
      `Port ${port} is in use by another program. Stop that program, or choose another port, such as PORT=8090.`,
    );
  if (code === "EACCES")
    return new Error(
      `Port ${port} may only be used by an administrator. Choose one above 1023, such as PORT=8080.`,
    );
  return error instanceof Error ? error : new Error(String(error));
};
