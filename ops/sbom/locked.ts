import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One place of the lockfile: a package may stand in several, in several versions. */
export type Locked = {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
  readonly license: string | undefined;
  /** Needed only where Plumbline is built and tested. */
  readonly dev: boolean;
  readonly optional: boolean;
  /** Names of what it asks for, whichever version that is. */
  readonly needs: readonly string[];
};

type Entry = {
  name?: string;
  version?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

/** What the lockfile names, the product itself first under the path "". */
export const readLocked = (root: string): readonly Locked[] => {
  const { packages = {} } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages?: Record<string, Entry>;
  };
  return Object.entries(packages).map(([path, entry]) => ({
    path,
    name: entry.name ?? path.split("node_modules/").pop() ?? path,
    version: entry.version ?? "0.0.0",
    integrity: entry.integrity,
    license: entry.license,
    dev: entry.dev === true || entry.devOptional === true,
    optional: entry.optional === true,
    needs: Object.keys({
      ...entry.dependencies,
      ...entry.devDependencies,
      ...entry.optionalDependencies,
      ...entry.peerDependencies,
    }),
  }));
};
