import { isBuiltin } from "node:module";
import { posix } from "node:path";

export type Target =
  | {
      kind: "file";
      path: string;
      /** Through a package import that names this entry. */ entry: boolean;
    }
  | { kind: "builtin" | "package"; name: string }
  | { kind: "missing" };

/** The `imports` field of package.json. */
export type PackageImports = Record<string, string>;

export function resolveImport(from: string, specifier: string, imports: PackageImports): Target {
  if (specifier.startsWith("#")) return resolvePackageImport(specifier, imports);
  if (specifier.startsWith(".") || specifier.startsWith("/")) {
    const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ""));
    return { kind: "file", path, entry: false };
  }
  if (isBuiltin(specifier)) return { kind: "builtin", name: specifier };
  const parts = specifier.split("/");
  return { kind: "package", name: parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/") };
}

function resolvePackageImport(specifier: string, imports: PackageImports): Target {
  const exact = imports[specifier];
  if (exact) return { kind: "file", path: posix.normalize(exact), entry: true };
  const fitting = Object.keys(imports).filter((key) => stem(key, specifier) !== undefined);
  // Node takes the pattern with the longest part before the star, then the longest pattern.
  const [key] = fitting.sort((a, b) => b.indexOf("*") - a.indexOf("*") || b.length - a.length);
  const star = key && stem(key, specifier);
  if (!key || !star) return { kind: "missing" };
  const path = posix.normalize((imports[key] ?? "").replace("*", star));
  // A star that swallows a slash would open every inner index.ts of a room.
  return { kind: "file", path, entry: !star.includes("/") };
}

function stem(pattern: string, specifier: string): string | undefined {
  const [before, after] = pattern.split("*");
  if (before === undefined || after === undefined) return undefined;
  if (specifier.length <= before.length + after.length) return undefined;
  if (!specifier.startsWith(before) || !specifier.endsWith(after)) return undefined;
  return specifier.slice(before.length, specifier.length - after.length);
}
