import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Names one process for ever, since a pid alone is reused: pid, start time and, on Linux, the boot that the time counts from.
 * Undefined when the process has ended.
 */
export function processMark(pid: number): string | undefined {
  const birth = process.platform === "linux" ? birthFromProc(pid) : birthFromPs(pid);
  return birth && `${pid} ${birth}`;
}

/** True while the process that the mark names still runs. */
export function markLives(mark: string): boolean {
  const pid = Number(mark.split(" ")[0]);
  return Number.isInteger(pid) && pid > 0 && processMark(pid) === mark;
}

/** Sends the signal; a process that has ended meanwhile is what every caller wants. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Every running process with its command line, which all users may read; a working folder they may not. */
export function runningCommands(): { pid: number; command: string }[] {
  if (process.platform === "linux") return commandsFromProc();
  const lines = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" }).split(
    "\n",
  );
  return lines.map((line) => {
    const [, pid, command = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), command };
  });
}

function commandsFromProc(): { pid: number; command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    const command = /^\d+$/.test(name) && readIfThere(`/proc/${name}/cmdline`);
    return command ? [{ pid: Number(name), command: command.replaceAll("\0", " ") }] : [];
  });
}

function birthFromProc(pid: number): string | undefined {
  // The name in brackets may hold spaces and brackets itself; state is the first field after it, start time the twentieth.
  const stat = readIfThere(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!fields || fields[0] === "Z") return undefined;
  return `${fields[19]} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
}

function birthFromPs(pid: number): string | undefined {
  try {
    return (
      execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() ||
      undefined
    );
  } catch {
    // ps exits 1 when there is no such process.
    return undefined;
  }
}

/** A process can end between being listed and being read. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
