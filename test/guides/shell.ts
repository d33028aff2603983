import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");

export type Shell = {
  /** Answers what the commands wrote; rejects with it when one of them failed. */
  readonly run: (script: string) => Promise<string>;
  /** Ends everything that was started in it. */
  readonly end: () => Promise<void>;
};

/** One shell for a whole guide, in the project's folder: what a reader has typed before still holds. */
export const openShell = (env: Readonly<Record<string, string>>): Shell => {
  const child = spawn("bash", ["-s"], {
    cwd: root,
    // A group of its own, so that what it leaves in the background ends with it.
    detached: true,
    env: {
      HOME: process.env["HOME"],
      PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const gone = new Promise<void>((done) => child.once("close", () => done()));
  child.stdin.write(`${prelude}\n`);
  let count = 0;
  return {
    run: async (script) => {
      const mark = `--- ${++count} done`;
      said = "";
      child.stdin.write(`${script}\necho "${mark}"\n`);
      while (!said.includes(mark)) {
        if (child.exitCode !== null) throw new Error(`${script}\nended with:\n${said}`);
        await new Promise((wait) => setTimeout(wait, 20));
      }
      return said.slice(0, said.indexOf(mark));
    },
    end: async () => {
      signal(child, "SIGTERM");
      await gone;
    },
  };
};

// curl calls a refusal a success unless told otherwise; npx takes a second for each command to find what lies here.
const prelude = `set -euo pipefail
curl() { command curl --fail-with-body "$@"; }
npx() { test "$1" = plumb; node ops/plumb.mjs "\${@:2}"; }`;

const signal = (child: ChildProcess, name: NodeJS.Signals): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // Nobody of the group is left.
  }
};
