import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-ci-"));
  mkdirSync(join(folder, ".ci"));
  copyFileSync(join(import.meta.dirname, "../../.ci/run"), join(folder, ".ci/run"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `.ci/run` with suites that only say how they ended. */
const run = (suites: Record<string, string>) => {
  const cases = Object.entries(suites).map(([name, script]) => `${name}) ${script};;`);
  const npm = join(folder, "npm");
  writeFileSync(npm, `#!/usr/bin/env bash\ncase "$3" in\n${cases.join("\n")}\nesac\n`);
  chmodSync(npm, 0o755);
  const PATH = [folder, process.env["PATH"]].join(delimiter);
  const { status, stdout } = spawnSync("bash", [".ci/run"], {
    ...{ cwd: folder, encoding: "utf8", env: { PATH } },
  });
  return { status, last: stdout.trimEnd().split("\n").at(-1) };
};

const ended = (passed: number, failed: number) =>
  `echo "${passed} passed, ${failed} failed"; exit ${failed > 0 ? 1 : 0}`;

test("the last line adds up all three suites, and each one's own output is kept", () => {
  const suites = { test: ended(10, 0), "test:pg15": ended(5, 0), "test:faults": ended(2, 0) };
  expect(run(suites)).toEqual({ status: 0, last: "17 passed, 0 failed" });
  expect(readFileSync(join(folder, ".ci/test-pg15.log"), "utf8")).toBe("5 passed, 0 failed\n");
});

test("a suite that fails does not keep the others from running", () => {
  const suites = { test: ended(10, 2), "test:pg15": ended(5, 1), "test:faults": ended(2, 0) };
  expect(run(suites)).toEqual({ status: 1, last: "17 passed, 3 failed" });
});

test("a suite without a result, or that ends badly behind a good one, counts as a failure", () => {
  const suites = {
    test: "echo nothing",
    "test:pg15": 'echo "5 passed, 0 failed"; exit 7',
    "test:faults": ended(2, 0),
  };
  expect(run(suites)).toEqual({ status: 1, last: "7 passed, 2 failed" });
});
