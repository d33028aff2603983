import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkLimits } from "../../ops/check/limits.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plumbline-limits-"));
});
afterEach(() => rmSync(root, { recursive: true }));

// Planted in a temporary folder: a file of 401 lines or an unfinished word has no place in the tree itself.
function plant(path: string, text: string): string[] {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return checkLimits(root).faults;
}

test("a file of 400 lines passes and one of 401 is caught", () => {
  expect(plant("core/clock/long.ts", "export {};\n".repeat(400))).toEqual([]);
  expect(plant("core/clock/long.ts", "export {};\n".repeat(401))).toEqual([
    "core/clock/long.ts: 401 lines; split it, 400 is the most",
  ]);
});

test("a tree of long files is caught", () => {
  for (let n = 0; n < 19; n += 1)
    plant(`core/clock/part-${n}.ts`, "export {};\n".repeat(n < 10 ? 81 : 20));
  expect(plant("core/clock/index.ts", "export {};\n")).toEqual([
    "half of the files may have up to 80 lines and 90 % up to 250; here 81 and 81",
  ]);
});

test.each(["TO", "FIX"])("unfinished work is caught: %s...", (start) => {
  const words = `${start}${start === "TO" ? "DO" : "ME"}`;
  expect(plant("core/clock/index.ts", `export const a = 1; // ${words}\n`)).toHaveLength(1);
});

test.each(["test", "it", "describe"].flatMap((word) => [`${word}.only(`, `${word}.skip(`]))(
  "a silenced test is caught: %s",
  (call) => {
    expect(plant("core/clock/clock.test.ts", `${call}"x", () => {});\n`)).toHaveLength(1);
    expect(
      plant("core/clock/clock.test.ts", `test("says ${call} in a product file", f);\n`),
    ).toHaveLength(1);
  },
);

test.each(["core/utils/index.ts", "core/clock/helpers.ts", "core/clock/clock-manager.ts"])(
  "a name that says nothing is caught: %s",
  (path) => {
    expect(plant(path, "export {};\n")).toHaveLength(1);
  },
);

test("a generated file is not measured", () => {
  expect(plant("web/locales/en/messages.ts", "export {};\n".repeat(900))).toEqual([]);
});
