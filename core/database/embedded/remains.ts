import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runningCommands, signalProcess } from "./process.ts";
import { clusterName } from "./settings.ts";
import { answers, socketFile } from "./socket.ts";

/**
 * Ends whatever a killed Plumbline or a killed postmaster left behind, so that a new server can start. Needs the lock: with it,
 * a server of this cluster that is not our child has no owner.
 */
export async function clearRemains(
  clusterDir: string,
  socketDir: string,
  say: (line: string) => void,
): Promise<void> {
  const { postmasters, others } = clusterProcesses(clusterDir);
  if (postmasters.length + others.length > 0) {
    say("Stopping the database server that an earlier start left running.");
    await endAll(clusterDir);
  }
  const oldSocketDir = socketFolderOfLast(clusterDir);
  if (oldSocketDir && (await answers(oldSocketDir))) {
    throw new Error(
      `A database server outside this system, in another container perhaps, is using ${clusterDir}. Stop it first.`,
    );
  }
  // A pid in these files can by now be any other process, which would make the server refuse to start.
  rmSync(join(clusterDir, "postmaster.pid"), { force: true });
  for (const folder of [socketDir, oldSocketDir]) if (folder) removeSocket(folder);
}

/** Gentle first; children without a postmaster end by themselves unless they are busy, hence the short patience. */
async function endAll(clusterDir: string): Promise<void> {
  const all = () => {
    const { postmasters, others } = clusterProcesses(clusterDir);
    return [...postmasters, ...others];
  };
  const { postmasters } = clusterProcesses(clusterDir);
  for (const pid of postmasters) signalProcess(pid, "SIGINT");
  if (await cameTrue(() => all().length === 0, postmasters.length > 0 ? 15_000 : 500)) return;
  for (const signal of ["SIGQUIT", "SIGKILL"] as const) {
    for (const pid of all()) signalProcess(pid, signal);
    if (await cameTrue(() => all().length === 0, 5_000)) return;
  }
  throw new Error(
    `The database processes ${all().join(", ")} of ${clusterDir} cannot be ended. End them by hand, then start again.`,
  );
}

function clusterProcesses(clusterDir: string): { postmasters: number[]; others: number[] } {
  const name = clusterName(clusterDir);
  const commands = runningCommands();
  const postmasters = commands
    .filter(
      ({ command }) =>
        command.includes("/postgres -D ") && command.includes(` cluster_name=${name} `),
    )
    .map(({ pid }) => pid);
  const others = commands
    .filter(({ command }) => command.startsWith(`postgres: ${name}: `))
    .map(({ pid }) => pid);
  return { postmasters, others };
}

/** The fifth line of the pid file; empty for a server that had not come so far. */
export function socketFolderOfLast(clusterDir: string): string | undefined {
  const file = join(clusterDir, "postmaster.pid");
  return existsSync(file)
    ? readFileSync(file, "utf8").split("\n")[4]?.trim() || undefined
    : undefined;
}

function removeSocket(socketDir: string): void {
  const socket = socketFile(socketDir);
  rmSync(socket, { force: true });
  rmSync(`${socket}.lock`, { force: true });
}

async function cameTrue(condition: () => boolean, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(30))
    if (condition()) return true;
  return condition();
}
