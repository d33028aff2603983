import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { billOf } from "./bill.ts";
import { readLocked } from "./locked.ts";

const root = join(import.meta.dirname, "../..");

const locked = (packages: Record<string, object>) => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-sbom-"));
  try {
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }));
    return readLocked(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test("the bill names every package of our lockfile once, and what each rests on", () => {
  const parts = readLocked(root);
  const bill = billOf(parts);
  const names = new Set(
    parts.filter(({ path }) => path !== "").map(({ name, version }) => `${name}@${version}`),
  );
  expect(new Set(bill.components.map(({ name, version }) => `${name}@${version}`))).toEqual(names);
  expect(bill.components).toHaveLength(names.size);
  const refs = new Set([
    bill.metadata.component["bom-ref"],
    ...bill.components.map((one) => one["bom-ref"]),
  ]);
  expect(new Set(bill.dependencies.map(({ ref }) => ref))).toEqual(refs);
  for (const { dependsOn } of bill.dependencies)
    expect(dependsOn.filter((ref) => !refs.has(ref))).toEqual([]);
});

test("every package of our lockfile has its hash, and the same lockfile gives the same text", () => {
  const bill = billOf(readLocked(root));
  for (const { name, hashes } of bill.components)
    expect(hashes?.[0]?.content, name).toMatch(/^[0-9a-f]{128}$/);
  expect(JSON.stringify(billOf(readLocked(root)))).toBe(JSON.stringify(bill));
});

test("a wrapped program is named as advisories name it", () => {
  const wrapped = billOf(readLocked(root)).components.flatMap((one) => one.components ?? []);
  expect(wrapped.map(({ purl }) => purl)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^pkg:generic\/postgresql@18\.\d+$/),
      expect.stringMatching(/^pkg:generic\/node@24\.\d+\.\d+$/),
    ]),
  );
});

test("each asks for the version that Node would give it, and tools are told from what serves", () => {
  const bill = billOf(
    locked({
      "": {
        name: "product",
        version: "1.0.0",
        dependencies: { a: "*" },
        devDependencies: { c: "*" },
      },
      "node_modules/a": { version: "1.0.0", dependencies: { "@s/b": "*" }, license: "MIT" },
      "node_modules/a/node_modules/@s/b": { version: "2.0.0", license: "see the file" },
      "node_modules/@s/b": { version: "1.0.0", dev: true },
      "node_modules/c": { version: "1.0.0", dev: true, dependencies: { "@s/b": "*", gone: "*" } },
    }),
  );
  expect(
    Object.fromEntries(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn])),
  ).toEqual({
    "pkg:npm/product@1.0.0": ["pkg:npm/a@1.0.0", "pkg:npm/c@1.0.0"],
    "pkg:npm/a@1.0.0": ["pkg:npm/%40s/b@2.0.0"],
    "pkg:npm/%40s/b@2.0.0": [],
    "pkg:npm/%40s/b@1.0.0": [],
    "pkg:npm/c@1.0.0": ["pkg:npm/%40s/b@1.0.0"],
  });
  expect(bill.components.map(({ purl, scope, licenses }) => [purl, scope, licenses])).toEqual([
    ["pkg:npm/%40s/b@1.0.0", "excluded", undefined],
    ["pkg:npm/%40s/b@2.0.0", "required", [{ license: { name: "see the file" } }]],
    ["pkg:npm/a@1.0.0", "required", [{ expression: "MIT" }]],
    ["pkg:npm/c@1.0.0", "excluded", undefined],
  ]);
});
