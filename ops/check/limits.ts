import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { listFiles } from "./files.ts";

export type Limits = { files: number; median: number; ninth: number; faults: string[] };

const longest = 400;
const typical = { median: 80, ninth: 250 };
const generated = /(?:^|\/)(?:generated|locales)\/|^core\/database\/schema\.ts$/;
const sources = /\.(?:[mc]?[jt]s|[jt]sx|css)$/;
const tests = /\.(?:test|browser)\.[jt]sx?$/;
// The brackets keep this file from reporting itself.
const unfinished = /\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/;
const silenced = /\b(?:test|it|describe|suite)\.(?:only|skip|todo)(?:If)?\b|\bx(?:it|describe)\(/;
const vague =
  /^(?:utils?|helpers?|common|managers?|services?|misc)$|(?:-|^)(?:manager|service|impl)$/;

/** The house's limits on size, unfinished work, silenced tests and names. */
export function checkLimits(root: string): Limits {
  const paths = listFiles(root, sources).filter((path) => !generated.test(path));
  const texts = paths.map((path) => readFileSync(join(root, path), "utf8"));
  const sizes = texts.map(countLines);
  const faults = paths.flatMap((path, n) => judgeFile(path, texts[n] ?? "", sizes[n] ?? 0));
  const ranked = sizes.toSorted((a, b) => a - b);
  const at = (share: number) => ranked[Math.floor(ranked.length * share)] ?? 0;
  const limits = { files: paths.length, median: at(0.5), ninth: at(0.9), faults };
  return { ...limits, faults: [...faults, ...judgeShares(limits)] };
}

// A share says something only about a tree of some size.
function judgeShares({ files, median, ninth }: Limits): string[] {
  if (files < 20 || (median <= typical.median && ninth <= typical.ninth)) return [];
  return [
    `half of the files may have up to ${typical.median} lines and 90 % up to ${typical.ninth}; here ${median} and ${ninth}`,
  ];
}

function judgeFile(path: string, text: string, size: number): string[] {
  const faults: string[] = [];
  if (size > longest) faults.push(`${path}: ${size} lines; split it, ${longest} is the most`);
  const words = path.split("/").map((part) => basename(part).replace(/\..*$/, ""));
  const name = words.find((word) => vague.test(word));
  if (name) faults.push(`${path}: "${name}" says nothing; name what is inside`);
  for (const [n, line] of text.split("\n").entries()) {
    const word = unfinished.exec(line)?.[0] ?? (tests.test(path) && silenced.exec(line)?.[0]);
    if (word) faults.push(`${path}:${n + 1}: "${word}" is unfinished work; finish it or remove it`);
  }
  return faults;
}

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
