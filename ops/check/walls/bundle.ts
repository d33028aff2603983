import type { Module } from "./modules.ts";
import { placeOf } from "./places.ts";
import { resolveImport, type PackageImports } from "./resolve.ts";
import type { Finding } from "./rules.ts";

/** Follows every import that survives into the browser and reports where the server would come along. */
export function checkBundle(
  modules: ReadonlyMap<string, Module>,
  imports: PackageImports,
  browserPackages: readonly string[],
): Finding[] {
  const findings: Finding[] = [];
  const cameFrom = new Map<string, string | undefined>();
  const queue = [...modules.keys()].filter(isBrowserRoot);
  for (const root of queue) cameFrom.set(root, undefined);
  for (const path of queue) {
    for (const { specifier, typeOnly, line } of modules.get(path)?.imports ?? []) {
      if (typeOnly || specifier === undefined) continue;
      const target = resolveImport(path, specifier, imports);
      if (target.kind === "file" && modules.has(target.path) && !cameFrom.has(target.path)) {
        cameFrom.set(target.path, path);
        queue.push(target.path);
      }
      if (target.kind !== "builtin" && target.kind !== "package") continue;
      if (target.kind === "package" && browserPackages.includes(target.name)) continue;
      const says = `"${target.name}" would enter the browser: ${trail(path, cameFrom)}`;
      findings.push({ rule: "browser-bundle", path, line, says });
    }
  }
  return findings;
}

function isBrowserRoot(path: string): boolean {
  const { browserFace, isTest } = placeOf(path);
  return browserFace && !isTest;
}

function trail(path: string, cameFrom: ReadonlyMap<string, string | undefined>): string {
  const steps: string[] = [];
  for (let step: string | undefined = path; step; step = cameFrom.get(step)) steps.unshift(step);
  return steps.join(" -> ");
}
