import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolders } from "./make-folders.ts";

it("makes what is missing on the way and names the first of it", () => {
  const base = mkdtempSync(join(tmpdir(), "plumbline-folders-"));
  expect(makeFolders(join(base, "a/b/c"))).toBe(join(base, "a"));
  expect(statSync(join(base, "a/b/c")).isDirectory()).toBe(true);
  expect(makeFolders(join(base, "a/b/c"))).toBeUndefined();
});

it.runIf(process.platform === "linux")(
  "comes back with a fault where no folder can be made",
  () => {
    expect(() => makeFolders("/proc/plumbline/data")).toThrow(/ENOENT|EACCES/);
  },
);
