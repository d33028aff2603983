import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { DatabaseUrls } from "../house/urls.ts";
import type { Environment } from "./settings-file.ts";

const plumb = resolve(import.meta.dirname, "../plumb.ts");

export type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

/** For the tests: a `plumb` command as an administrator runs it, with these settings and nothing of our own. */
export const runPlumb = (args: readonly string[], env: Environment): Promise<Outcome> =>
  startPlumb(args, env).ended;

export const startPlumb = (
  args: readonly string[],
  env: Environment,
): {
  readonly ended: Promise<Outcome>;
  readonly says: (text: string) => Promise<void>;
  readonly stop: () => Promise<Outcome>;
} => {
  const child = spawn(process.execPath, [plumb, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Outcome>((done) =>
    child.once("close", (code) => done({ code, out, err })),
  );
  const says = async (text: string): Promise<void> => {
    for (let tries = 0; !out.includes(text); tries++) {
      if (child.exitCode !== null || tries > 300)
        throw new Error(`plumb ${args.join(" ")} did not say “${text}” but:\n${out}${err}`);
      await new Promise((wait) => setTimeout(wait, 50));
    }
  };
  return {
    ended,
    says,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
};

export const scratch = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-command-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** What a careful administrator would have set, but for mail. */
export const goodSettings = (urls: DatabaseUrls, folder: string, port: number): Environment => ({
  PUBLIC_URL: `http://localhost:${port}`,
  PORT: String(port),
  HOST: "localhost",
  DATA_DIR: join(folder, "data"),
  DATABASE_URL: urls.app,
  SYSTEM_DATABASE_URL: urls.system,
  MIGRATION_DATABASE_URL: urls.migration,
  METRICS_TOKEN: "Zq3vT9wLr0pXk2Nd",
  SMTP_URL: "none",
  LOG_LEVEL: "warn",
});
