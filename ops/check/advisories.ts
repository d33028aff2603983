import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Locked, readLocked } from "../sbom/locked.ts";
import { isAffected } from "./advisories-range.ts";

const advisory = z.strictObject({
  id: z.string(),
  severity: z.enum(["info", "low", "moderate", "high", "critical"]),
  range: z.string(),
  title: z.string(),
});

const snapshot = z.strictObject({
  askedAt: z.iso.datetime(),
  /** Null when nobody answered: then nothing is known, which is not the same as nothing being wrong. */
  known: z
    .strictObject({
      /** Of the lockfile that was asked about: only what stood in it was looked up. */
      asked: z.string(),
      packages: z.record(z.string(), z.array(advisory)),
    })
    .nullable(),
});

export type Snapshot = z.infer<typeof snapshot>;

export const snapshotFile = "ops/check/advisories.json";

/** Refuses a lockfile with a package that the carried snapshot knows a grave advisory of; says how old the snapshot is. */
export const checkAdvisories = (root: string): { faults: string[]; note: string } => {
  const carried = readSnapshot(root);
  if (!carried)
    return {
      faults: [`${snapshotFile} is missing. Write it: npx plumb advisories update`],
      note: "",
    };
  const locked = readLocked(root);
  return { faults: judge(carried, locked), note: noteOf(carried, locked) };
};

export const readSnapshot = (root: string): Snapshot | null => {
  const file = join(root, snapshotFile);
  return existsSync(file) ? snapshot.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
};

/** The same for the same set of packages, wherever in the tree they lie. */
export const askedAbout = (locked: readonly Locked[]): string => {
  const names = locked.filter(({ path }) => path !== "").map((one) => `${one.name}@${one.version}`);
  return createHash("sha256")
    .update([...new Set(names)].toSorted().join("\n"))
    .digest("hex");
};

const judge = ({ known }: Snapshot, locked: readonly Locked[]): string[] => {
  const found = locked.flatMap(({ name, version }) =>
    (known?.packages[name] ?? [])
      .filter(({ severity }) => severity === "high" || severity === "critical")
      .filter(({ range }) => isAffected(version, range))
      .map(
        ({ id, severity, title }) =>
          `package-lock.json: ${name} ${version} has the advisory ${id} (${severity}): ${title}. Take a version that mends it, or leave the package out.`,
      ),
  );
  return [...new Set(found)];
};

const noteOf = ({ askedAt, known }: Snapshot, locked: readonly Locked[]): string => {
  const day = `snapshot of ${askedAt.slice(0, 10)}`;
  const again = "npx plumb advisories update";
  if (!known) return `${day}: not known, the registry did not answer; where it does, run ${again}`;
  if (known.asked !== askedAbout(locked))
    return `${day}: the lockfile has changed since, and what is new in it was not looked up; run ${again}`;
  return `${day}: nothing of level high or critical`;
};
