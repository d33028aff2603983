import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Order } from "./server.ts";

type Ready = {
  readonly port: number;
  readonly dataDir: string;
  readonly system: string;
  readonly superuser: string;
};

/** A running server. `said` grows while it runs. */
export type Served = Ready & {
  readonly said: readonly string[];
  readonly child: ChildProcess;
  readonly gone: Promise<unknown>;
};

const script = fileURLToPath(new URL("./server.ts", import.meta.url));
const everStarted = new Set<ChildProcess>();
const everUsed = new Set<string>();

/** Resolves when it listens; rejects with what it said when it ends instead. */
export const serve = async (dataDir: string): Promise<Served> => {
  const child = fork(script, {
    env: { PATH: process.env["PATH"], DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  everStarted.add(child);
  everUsed.add(dataDir);
  const gone = once(child, "exit");
  const said: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ready = Promise.withResolvers<Ready>();
  createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => {
    if (line.startsWith("ready ")) ready.resolve(JSON.parse(line.slice(6)) as Ready);
    else said.push(line);
  });
  void gone.then(() => ready.reject(new Error(said.join("\n"))));
  return { ...(await ready.promise), said, child, gone };
};

export const order = ({ child }: Served, what: Order): void => {
  child.send(what);
};

export const killServer = async ({ child, gone }: Served): Promise<void> => {
  child.kill("SIGKILL");
  await gone;
};

/** Fast shutdown asks for a clean end, SIGKILL for none; the server's process starts another in both cases. */
export const signalDatabase = ({ dataDir }: Served, signal: "SIGKILL" | "SIGINT"): void => {
  const pid = postmasterOf(dataDir);
  if (pid !== undefined) process.kill(pid, signal);
};

/** Ends it in order; after a kill of the server alone its orphaned database too. */
export const end = async ({ child, gone }: Served): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await Promise.race([gone, sleep(20_000, undefined, { ref: false })]);
};

/** Whatever still runs, and the databases whose server was killed before it could end them. */
export const endAll = async (): Promise<void> => {
  for (const child of everStarted) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await Promise.race([gone, sleep(10_000).then(() => child.kill("SIGKILL"))]);
  }
  for (const dataDir of everUsed) {
    for (let tries = 0; tries < 50; tries++) {
      const pid = postmasterOf(dataDir);
      if (pid === undefined) break;
      if (tries === 0) process.kill(pid, "SIGQUIT");
      await sleep(100);
    }
  }
};

/** The database server of this folder by its own pid file, as long as it runs. */
export const postmasterOf = (dataDir: string): number | undefined => {
  const file = join(dataDir, "postgres", "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  return runsFrom(pid, dataDir) ? pid : undefined;
};

/** Pids are given anew: one is believed only when the process is the PostgreSQL of this folder. */
export const runsFrom = (pid: number, dataDir: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(join(dataDir, "postgres"));
  } catch {
    return false;
  }
};
