import { readFileSync } from "node:fs";
import { join } from "node:path";

type Locked = { resolved?: string; optionalDependencies?: Record<string, string> };

/** A lockfile that installs on every platform, from whatever registry the reader uses. */
export function checkLockfile(root: string): string[] {
  const text = readFileSync(join(root, "package-lock.json"), "utf8");
  const { packages = {} } = JSON.parse(text) as { packages?: Record<string, Locked> };
  const names = new Set(Object.keys(packages).map((path) => path.split("node_modules/").pop()));
  return Object.entries(packages).flatMap(([path, { resolved, optionalDependencies = {} }]) => {
    const missing = Object.keys(optionalDependencies).filter((name) => !names.has(name));
    const faults = missing.map(
      (name) => `package-lock.json: ${name} is left out, so npm ci refuses; add its entry`,
    );
    if (resolved)
      faults.unshift(`package-lock.json: ${path} names a host (${resolved}); remove "resolved"`);
    return faults;
  });
}
