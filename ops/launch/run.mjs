import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const entries = {
  test: "ops/check/test.ts",
  "test:pg15": "ops/check/pg15.ts",
  "test:faults": "test/faults/run.ts",
  "test:render": "test/browser/first-render.ts",
  check: "ops/check/check.ts",
};
const oldestMajor = 24;

/** Runs a Plumbline command on a Node that is new enough and ends this process with its exit code. */
export async function runPlumb(command, args) {
  const node = newEnoughNode();
  if (!node) {
    console.error(
      `Plumbline needs Node ${oldestMajor} or later; this is ${process.version} and none is pinned for ${process.platform}-${process.arch}. ` +
        "Install Node 24 (or run `npm ci` where optional packages are allowed), then start again.",
    );
    process.exit(1);
  }
  const PATH = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH]
    .filter(Boolean)
    .join(delimiter);
  const entry = entries[command];
  const target = entry ? [join(root, entry)] : [join(root, "ops/plumb.ts"), command];
  const code = await runToEnd(node, [...target, ...args], { env: { ...process.env, PATH } });
  process.exit(code ?? 1);
}

/** Resolves to the exit code, 128 + signal as shells count it, or undefined when the program was not found. */
export function runToEnd(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    const stopForwarding = forwardSignals(child);
    child.once("error", () => {
      stopForwarding();
      resolve(undefined);
    });
    child.once("exit", (code, signal) => {
      stopForwarding();
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

function newEnoughNode() {
  if (Number(process.versions.node.split(".")[0]) >= oldestMajor) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const pinned = [`node-${platform}`, `node-bin-${platform}`].map((name) =>
    join(root, "node_modules", name, "bin", "node"),
  );
  return pinned.find((path) => existsSync(path));
}

function forwardSignals(child) {
  const forwarded = new Set();
  const forward = (signal) => {
    // A terminal has already given its Ctrl-C to the whole process group, the child included.
    const terminalSent = signal === "SIGINT" && [0, 1, 2].some((fd) => isatty(fd));
    if (terminalSent || forwarded.has(signal)) return;
    forwarded.add(signal);
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  return () => signals.forEach((signal) => process.off(signal, forward));
}
