import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listFiles } from "./files.ts";
import { root, run, type Outcome } from "./run.ts";

const stamp = join(root, "web/dist/.sources");
const config = "web/vite.config.ts";
const inputs = /^(?:web|apps|core|package-lock\.json|tsconfig\.json)(?:\/|$)/;

/** Builds the web client when its sources are not the ones of the last build. */
export async function buildClient(): Promise<Outcome & { built: boolean }> {
  if (!existsSync(join(root, config))) {
    return {
      code: 1,
      output: `${config} is missing; the web client cannot be built`,
      built: false,
    };
  }
  const sources = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) {
    return { code: 0, output: "", built: false };
  }
  const outcome = await run("vite", ["build", "--config", config, "--logLevel", "warn"]);
  if (outcome.code === 0) {
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, sources);
  }
  return { ...outcome, built: true };
}

function hashSources(): string {
  const hash = createHash("sha256");
  for (const path of listFiles(root, /./)) {
    if (!inputs.test(path) || /\.(?:test\.tsx?|sql|md)$/.test(path)) continue;
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}
