import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Relay = {
  readonly port: number;
  /** Every letter it took, as it came. */
  readonly letters: () => string[];
  readonly stop: () => Promise<void>;
};

/** For the tests: aiosmtpd, an SMTP server that others wrote, in front of a folder. */
export const startRelay = async (wanted?: number): Promise<Relay> => {
  const python = findPython();
  const folder = mkdtempSync(join(tmpdir(), "plumbline-relay-"));
  const maildir = join(folder, "mail");
  const port = wanted ?? (await freePort());
  const handler = ["-c", "aiosmtpd.handlers.Mailbox", maildir];
  const child = spawn(python, ["-m", "aiosmtpd", "-n", "-l", `127.0.0.1:${port}`, ...handler], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const ended = once(child, "exit");
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries > 100)
      throw new Error(`The mail server of the tests did not start: ${complaint}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    letters: () =>
      existsSync(join(maildir, "new"))
        ? readdirSync(join(maildir, "new")).map((name) =>
            readFileSync(join(maildir, "new", name), "utf8"),
          )
        : [],
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
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

const pythons = ["/usr/bin/python3", "python3"];

const findPython = (): string => {
  const found = pythons.find(hasRelay);
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const options = {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: "ignore",
    } as const;
    execFileSync("apt-get", ["update", "-qq"], options);
    execFileSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "python3-aiosmtpd"],
      options,
    );
  }
  const installed = pythons.find(hasRelay);
  if (installed) return installed;
  throw new Error(
    "The mail tests talk to a real mail server, and there is none. Install it (Debian: apt-get install python3-aiosmtpd; elsewhere: python3 -m pip install aiosmtpd), then try again.",
  );
};

const hasRelay = (python: string): boolean =>
  spawnSync(python, ["-c", "import aiosmtpd"], { stdio: "ignore" }).status === 0;

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = createConnection(port, "127.0.0.1");
    connection.once("data", () => resolve(true)).once("error", () => resolve(false));
    connection.once("close", () => resolve(false)).setTimeout(1_000, () => connection.destroy());
    connection.once("data", () => connection.end("QUIT\r\n"));
  });
