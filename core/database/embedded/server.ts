import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, fstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { folderFault, tellsOfFullDisk } from "./folder.ts";
import type { Place } from "./folder.ts";
import { logFile, logSince, openLog } from "./log-file.ts";
import { runAs } from "./owner.ts";
import { signalProcess } from "./process.ts";
import { serverArguments, serverEnvironment } from "./settings.ts";
import type { ClusterOptions } from "./settings.ts";

/** `exited` tells how it ended: a signal's name or an exit code. */
export type Server = { pid: number; exited: Promise<string>; stop(): Promise<void> };

export type ServerPlan = { place: Place; bin: string; socketDir: string; options: ClusterOptions };

/** Resolves when the server takes connections; throws a sentence with the server's own words when it does not come up. */
export async function startServer(
  plan: ServerPlan,
  aborted: AbortSignal,
  say: (line: string) => void,
): Promise<Server> {
  const { place } = plan;
  const log = openLog(place);
  const from = fstatSync(log).size;
  const { server, isRunning } = spawnServer(plan, log);
  closeSync(log);
  const began = Date.now();
  let told = false;
  while (isRunning() && !isReady(place.clusterDir, server.pid)) {
    if (aborted.aborted) await server.stop();
    if (!told && Date.now() - began > 5_000)
      say("The database is recovering from an unclean stop; this can take some minutes.");
    told = Date.now() - began > 5_000;
    await sleep(15);
  }
  if (isRunning()) return server;
  throw startFault(place, logSince(place.dataDir, from));
}

function spawnServer({ place, bin, socketDir, options }: ServerPlan, log: number) {
  const child = spawn(
    join(bin, "postgres"),
    serverArguments(place.clusterDir, socketDir, options),
    {
      ...runAs(place.owner),
      cwd: "/",
      env: serverEnvironment,
      stdio: ["ignore", log, log],
      // Out of the terminal's process group: Ctrl-C must reach us alone, who stop the server last.
      detached: true,
    },
  );
  // However we leave short of kill -9, the server is told; SIGINT is its fast shutdown.
  const parting = () => void child.kill("SIGINT");
  process.once("exit", parting);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void exited.then(() => process.off("exit", parting));
  const isRunning = () =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const server: Server = { pid: child.pid ?? 0, exited, stop: () => stopServer(child, exited) };
  return { server, isRunning };
}

/** Fast, then at once, then by force: each only when the one before took too long. */
async function stopServer(child: ChildProcess, exited: Promise<string>): Promise<void> {
  const stages = [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const;
  for (const [signal, patience] of stages) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    signalProcess(child.pid, signal);
    const waiting = new AbortController();
    await Promise.race([
      exited,
      sleep(patience, undefined, { signal: waiting.signal }).catch(() => undefined),
    ]);
    waiting.abort();
  }
}

/** The eighth line of the pid file is the server's own word on its state; pg_ctl reads it too. */
function isReady(clusterDir: string, pid: number): boolean {
  const file = join(clusterDir, "postmaster.pid");
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, "utf8").split("\n");
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

function startFault({ dataDir }: Place, said: string): Error {
  const cause = new Error(said);
  if (tellsOfFullDisk(said)) {
    return folderFault(dataDir, Object.assign(cause, { code: "ENOSPC" }));
  }
  const reason = said.match(/(?:FATAL|PANIC|ERROR): .*/g)?.at(-1) ?? "it gave no reason";
  return new Error(
    `The database server did not start (${reason}). Read ${logFile(dataDir)}, mend that, then start again.`,
    { cause },
  );
}
