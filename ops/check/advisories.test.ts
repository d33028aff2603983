import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readLocked } from "../sbom/locked.ts";
import { isAffected } from "./advisories-range.ts";
import { advisoriesIn } from "./advisories-update.ts";
import { askedAbout, checkAdvisories, readSnapshot, snapshotFile } from "./advisories.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plumbline-advisories-"));
  mkdirSync(join(root, "ops/check"), { recursive: true });
  const packages = {
    "": { name: "product", version: "1.0.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "1.0.0" },
    "node_modules/b/node_modules/a": { version: "1.2.3" },
  };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
});
afterEach(() => rmSync(root, { recursive: true }));

const carry = (snapshot: object) =>
  writeFileSync(join(root, snapshotFile), JSON.stringify(snapshot));
const advisory = (range: string, severity = "high") => ({
  ...{ id: "GHSA-aaaa-bbbb-cccc", severity, range, title: "It leaks" },
});
const known = (packages: object, asked = askedAbout(readLocked(root))) =>
  carry({ askedAt: "2026-11-20T10:00:00.000Z", known: { asked, packages } });

test("a lockfile with a package of a grave advisory fails, in the place where its version is affected", () => {
  known({ a: [advisory("<1.0.1")] });
  expect(checkAdvisories(root).faults).toEqual([
    "package-lock.json: a 1.0.0 has the advisory GHSA-aaaa-bbbb-cccc (high): It leaks. Take a version that mends it, or leave the package out.",
  ]);
  known({ a: [advisory(">=1.2.0 <2", "critical")] });
  expect(checkAdvisories(root).faults).toEqual([expect.stringContaining("a 1.2.3")]);
});

test("what is moderate, mended or of another package passes, and the note says so", () => {
  known({
    a: [advisory("*", "moderate"), advisory("<1.0.0")],
    other: [advisory("*", "critical")],
  });
  expect(checkAdvisories(root)).toEqual({
    faults: [],
    note: "snapshot of 2026-11-20: nothing of level high or critical",
  });
});

test("what nobody knows is called not known, and never clean", () => {
  carry({ askedAt: "2026-11-20T10:00:00.000Z", known: null });
  expect(checkAdvisories(root).note).toContain("snapshot of 2026-11-20: not known");
  known({}, "another lockfile");
  expect(checkAdvisories(root).note).toContain("the lockfile has changed since");
});

test("without a snapshot, or with a broken one, nothing passes", () => {
  expect(checkAdvisories(root).faults).toHaveLength(1);
  carry({ askedAt: "yesterday", known: null });
  expect(() => checkAdvisories(root)).toThrow("datetime");
});

test("the product's own lockfile passes the snapshot that it carries", () => {
  const own = join(import.meta.dirname, "../..");
  expect(readSnapshot(own)).not.toBeNull();
  expect(checkAdvisories(own).faults).toEqual([]);
});

describe("ranges", () => {
  test.each([
    ["1.2.3", "<1.2.4", true],
    ["1.2.3", "<1.2.3", false],
    ["1.2.3", "<=1.2.3", true],
    ["1.2.3", ">=1.0.0 <1.2.3 || >=1.2.3 <1.3.0", true],
    ["1.2.3", ">= 1.0, < 1.2.3", false],
    ["1.10.0", "<1.9.0", false],
    ["1.2.3-rc.1", "<1.2.3", true],
    ["1.2.3-rc.2", "<=1.2.3-rc.10", true],
    ["1.2.3-beta", "<1.2.3-alpha", false],
    ["1.2.3-1", ">=1.2.3-alpha", false],
    ["1.2.3", "=1.2.3", true],
    ["1.2.4", "1.2.3", false],
    ["1.2.3", "*", true],
    ["1.2.3", ">1.2.3", false],
    ["1.2.9+build", "<1.2.10", true],
    ["0.0.1", "^1.0.0", true],
    ["9.9.9", "<=1.2", true],
  ])("%s in %s: %s", (version, range, expected) => {
    expect(isAffected(version, range)).toBe(expected);
  });
});

test("npm's report becomes advisories of the packages that have them, and a refusal becomes nothing", () => {
  const leak = {
    ...{ source: 1, name: "a", dependency: "a", title: "It leaks", severity: "high" },
    ...{ url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc", range: "<1.0.1" },
  };
  const text = JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: { a: { via: [leak] }, b: { via: ["a", leak] } },
  });
  expect(advisoriesIn(text)).toEqual({ a: [advisory("<1.0.1")] });
  expect(advisoriesIn('{"message":"405 Method Not Allowed","statusCode":405}')).toBeNull();
  expect(advisoriesIn("no json")).toBeNull();
});
