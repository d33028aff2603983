import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { resolve } from "node:path";
import type { Logger } from "pino";
import type { ScheduleSettings } from "./schedule-settings.ts";
import { type Schedule, startSchedule } from "./schedule.ts";
import type { Environment } from "./source.ts";

const plumb = resolve(import.meta.dirname, "../plumb.ts");

/** Backups of this installation as its settings schedule them, for as long as Plumbline serves. */
export const backUpOnTime = (
  { dir, minute, keep }: ScheduleSettings,
  env: Environment,
  log: Logger,
): Schedule => {
  const { make, stop } = backupProcess(env, keep);
  const schedule = startSchedule({
    ...{ dir, minute, clock: () => new Date(), make },
    onError: (error) =>
      log.error({ error: error instanceof Error ? error.message : String(error) }, "no backup"),
  });
  return {
    ...schedule,
    stop: () => {
      stop();
      return schedule.stop();
    },
  };
};

/**
 * `plumb backup` as a process of its own and with low priority: sealing gigabytes would hold up every request of the
 * process that serves. Secrets travel in its environment, where no list of processes shows them.
 */
const backupProcess = (
  env: Environment,
  keep: string,
): { readonly make: (pattern: string) => Promise<void>; readonly stop: () => void } => {
  let stop = (): void => {};
  return {
    stop: () => stop(),
    make: async (pattern) => {
      const child = spawn(process.execPath, [plumb, "backup", pattern, "--keep", keep], {
        env: { ...env },
        stdio: ["ignore", "ignore", "pipe"],
      });
      stop = () => void child.kill("SIGTERM");
      const { promise, resolve: end } = Promise.withResolvers<string>();
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      child.once("error", (error) => end(error.message));
      child.once("spawn", () => lower(child.pid));
      child.once("close", (code, signal) =>
        end(code === 0 ? "" : said.trim() || `it was stopped (${signal ?? code})`),
      );
      const fault = await promise;
      stop = () => {};
      if (fault) throw new Error(`No backup was made: ${fault}`);
    },
  };
};

const lower = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // It has ended already, or priorities are not ours to give: it works all the same.
  }
};
