import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type Relay = {
  readonly port: number;
  /** Every letter it took, with plain line ends. */
  readonly letters: () => string[];
  readonly stop: () => Promise<void>;
};

/** For the tests: an SMTP server that others wrote, as a package, so that nothing has to be installed by hand. */
export const startRelay = async (wanted = 0): Promise<Relay> => {
  const letters: string[] = [];
  const relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        letters.push(Buffer.concat(parts).toString("utf8").replaceAll("\r\n", "\n"));
        done();
      });
    },
  });
  const server = relay.listen(wanted, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    letters: () => letters,
    stop: () => new Promise((resolve) => relay.close(() => resolve())),
  };
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};
