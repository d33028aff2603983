import { apps } from "../house/apps.ts";
import { faultsOfLock, readLock } from "../records/lock.ts";
import { checkAdvisories } from "./advisories.ts";
import { checkDocuments } from "./documents.ts";
import { checkLimits } from "./limits.ts";
import { root, run, seconds, type Outcome } from "./run.ts";
import { checkWalls } from "./walls/index.ts";

type Verdict = Outcome & { note?: string };

const checks: Record<string, () => Promise<Verdict> | Verdict> = {
  types: () => run("tsc", ["--noEmit", "--pretty", "false"]),
  lint: () => run("oxlint", ["--type-aware", "--deny-warnings", "--format=unix"]),
  format: () => run("oxfmt", ["--check", "."]),
  unused: () => run("knip", ["--no-progress"]),
  walls: () => {
    const { modules, findings } = checkWalls(root);
    const faults = findings.map(
      ({ path, line, rule, says }) => `${path}:${line}: ${rule}: ${says}`,
    );
    if (modules === 0) faults.push("no module was found; the walls were not checked");
    return verdict(faults, `${modules} modules`);
  },
  limits: () => {
    const { files, median, ninth, faults } = checkLimits(root);
    return verdict(faults, `${files} files, median ${median} lines, 90 % up to ${ninth}`);
  },
  documents: async () => {
    const { files, faults } = await checkDocuments(root);
    return verdict(faults, `${files} documents`);
  },
  machines: () => {
    const types = apps.flatMap(({ records = [] }) => records);
    return verdict(faultsOfLock(readLock(), types), `${types.length} record types`);
  },
  advisories: () => {
    const { faults, note } = checkAdvisories(root);
    return verdict(faults, note);
  },
};

function verdict(faults: readonly string[], note: string): Verdict {
  return { code: faults.length > 0 ? 1 : 0, output: faults.join("\n"), note };
}

/** Runs every check side by side, one line each as it ends, then what failed. */
export async function runChecks(
  say: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const failures: string[] = [];
  const all = Object.entries(checks).map(async ([name, check]) => {
    const start = performance.now();
    const { code, output, note } = await settle(check);
    const mark = code === 0 ? "ok    " : "FAILED";
    say(`${mark} ${name.padEnd(10)} ${seconds(start).padStart(6)}${note ? `  ${note}` : ""}`);
    if (code !== 0) failures.push(`--- ${name}\n${output.trim()}`);
  });
  await Promise.all(all);
  for (const failure of failures) say(`\n${failure}`);
  return { passed: all.length - failures.length, failed: failures.length };
}

// A check that breaks is a failed check, not a crash that hides the others.
async function settle(check: () => Promise<Verdict> | Verdict): Promise<Verdict> {
  try {
    return await check();
  } catch (error) {
    return {
      code: 1,
      output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
