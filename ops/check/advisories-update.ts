import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readLocked } from "../sbom/locked.ts";
import { askedAbout, readSnapshot, type Snapshot, snapshotFile } from "./advisories.ts";
import { root, run } from "./run.ts";

const via = z.object({
  source: z.union([z.number(), z.string()]),
  name: z.string(),
  title: z.string(),
  url: z.string().default(""),
  severity: z.enum(["info", "low", "moderate", "high", "critical"]),
  range: z.string(),
});

/** What `npm audit --json` prints, as far as it matters here. */
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), via])) })),
});

/** `plumb advisories update`: asks the registry in use; a snapshot that is known is never replaced by one that is not. */
export const updateCommand = async (args: readonly string[]): Promise<number> => {
  if (args.length > 0) throw new Error("plumb advisories update takes nothing else.");
  const { output } = await run("npm", ["audit", "--json", "--loglevel=silent"]);
  const packages = advisoriesIn(output);
  const askedAt = new Date().toISOString();
  if (!packages) {
    if (!readSnapshot(root)?.known) write({ askedAt, known: null });
    console.error(
      "The registry in use here did not answer npm audit, so nothing is known of today. Run this again where it does.",
    );
    return 1;
  }
  write({ askedAt, known: { asked: askedAbout(readLocked(root)), packages } });
  const count = Object.values(packages).flat().length;
  console.log(`${snapshotFile}: ${count} advisories. Now run npm run check.`);
  return 0;
};

/** Advisories by package; null when the output is no report, as when the registry refused. */
export const advisoriesIn = (output: string): NonNullable<Snapshot["known"]>["packages"] | null => {
  const { success, data } = report.safeParse(parsed(output));
  if (!success) return null;
  const found = new Map<string, NonNullable<Snapshot["known"]>["packages"][string]>();
  for (const one of Object.values(data.vulnerabilities).flatMap(({ via: reasons }) => reasons)) {
    // A name alone points to the package that has the advisory itself.
    if (typeof one === "string") continue;
    const id = /GHSA(?:-\w{4}){3}/.exec(one.url)?.[0] ?? String(one.source);
    const before = found.get(one.name) ?? [];
    if (before.some((known) => known.id === id && known.range === one.range)) continue;
    const { severity, range, title } = one;
    found.set(one.name, [...before, { id, severity, range, title }]);
  }
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const write = (snapshot: Snapshot): void =>
  writeFileSync(join(root, snapshotFile), `${JSON.stringify(snapshot, null, 2)}\n`);
