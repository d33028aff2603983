import { spawn, type ChildProcess } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** Plain output under CI and in pipes: colours there are noise. */
const plain = Boolean(process.env["CI"]) || !process.stdout.isTTY;

export type Outcome = { code: number; output: string };

type Options = { stream?: boolean; timeout?: number };

/** Runs a tool of node_modules/.bin (or of the system) in the project folder and waits for it. */
export function run(
  tool: string,
  args: readonly string[],
  options: Options = {},
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = spawn(tool, args, {
    cwd: root,
    env: toolEnvironment(),
    stdio: ["ignore", options.stream ? "inherit" : "pipe", options.stream ? "inherit" : "pipe"],
  });
  let output = "";
  child.stdout?.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr?.on("data", (part: Buffer) => (output += part.toString()));
  const guard = options.timeout && setTimeout(() => child.kill("SIGTERM"), options.timeout);
  const stopForwarding = forwardSignals(child);
  const finish = (outcome: Outcome) => {
    if (guard) clearTimeout(guard);
    stopForwarding();
    resolve(outcome);
  };
  child.once("error", (error) =>
    finish({ code: 127, output: `${tool} did not start: ${error.message}` }),
  );
  child.once("close", (code, signal) => {
    finish({
      code: code ?? 1,
      output: signal ? `${output}\n${tool} was stopped by ${signal}` : output,
    });
  });
  return promise;
}

function forwardSignals(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals) => {
    // What comes after this tool must not start any more.
    child.once("close", () => process.exit(signal === "SIGINT" ? 130 : 143));
    // A terminal has given its Ctrl-C to the child already; a second one would cut its clean-up short.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  process.on("SIGINT", pass).on("SIGTERM", pass);
  return () => process.off("SIGINT", pass).off("SIGTERM", pass);
}

function toolEnvironment(): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), join(root, "node_modules/.bin"), process.env["PATH"]];
  return { ...process.env, PATH: path.join(delimiter), ...(plain && { NO_COLOR: "1" }) };
}

export function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
