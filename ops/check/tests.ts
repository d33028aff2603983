import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run.ts";

export type Count = { passed: number; failed: number; skipped: number };

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

// A run that hangs must end and say so; a whole run takes a fraction of this.
const longest = 10 * 60_000;

/** Runs vitest with its progress on the screen and counts what it reports. */
export async function runTests(filters: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-tests-"));
  try {
    const file = join(folder, "report.json");
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { code } = await run("vitest", [...args, ...filters], { stream: true, timeout: longest });
    return countReport(readReport(file), code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}

export function countReport(report: Report | undefined, code: number): Count {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  // A file that breaks while it loads reports no test at all, and a stray error fails none.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + broken.length;
  const passed = report.numPassedTests;
  const silent = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  return { passed, failed: failed + silent, skipped: report.numPendingTests };
}
