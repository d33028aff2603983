import { expect, test } from "vitest";
import { countReport } from "./tests.ts";

const report = (
  passed: number,
  failed: number,
  files: { status: string; tests: string[] }[] = [],
) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 0,
  testResults: files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((outcome) => ({ status: outcome })),
  })),
});

test("passed and failed tests are counted", () => {
  expect(countReport(report(3, 0), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
  expect(countReport(report(3, 2), 1)).toEqual({ passed: 3, failed: 2, skipped: 0 });
});

test("a file that does not load counts as one failure", () => {
  const broken = report(3, 0, [{ status: "failed", tests: [] }]);
  expect(countReport(broken, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test("no test at all, no report and a stray error are failures", () => {
  expect(countReport(report(0, 0), 0).failed).toBe(1);
  expect(countReport(undefined, 1).failed).toBe(1);
  expect(countReport(report(3, 0), 1).failed).toBe(1);
});
