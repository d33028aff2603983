import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { listFiles } from "./files.ts";
import { checkLockfile } from "./lockfile.ts";
import { readCommands, readLinks, readPaths } from "./mentions.ts";

const longest: Record<string, number> = { "README.md": 100, "ARCHITECTURE.md": 200 };
// Folders that exist only once the product runs or is built.
const madeAtRunTime = new Set([".plumbline", "dist", "node_modules", "coverage"]);

/** Every path, link and command that a document names must exist, and documents stay short. */
export async function checkDocuments(root: string): Promise<{ files: number; faults: string[] }> {
  const documents = listFiles(root, /\.md$/);
  const known = await knownCommands(root);
  const faults = documents.flatMap((path) => judgeDocument(root, path, known));
  for (const path of Object.keys(longest)) {
    if (!documents.includes(path)) faults.push(`${path} is missing; write it`);
  }
  return {
    files: documents.length,
    faults: [...faults, ...checkDecisions(root), ...checkTraces(root)],
  };
}

function checkDecisions(root: string): string[] {
  const index = "docs/decisions/README.md";
  if (!existsSync(join(root, index))) return [`${index} is missing; list the decisions there`];
  const listed = new Set(
    readLinks(readFileSync(join(root, index), "utf8")).map(({ value }) => value),
  );
  return listFiles(root, /^\d{4}-[\w-]+\.md$/)
    .filter((path) => path.startsWith("docs/decisions/") && !listed.has(basename(path)))
    .map((path) => `${index}: ${basename(path)} is not listed`);
}

type Known = { scripts: Set<string>; plumb: Set<string> | undefined };

function judgeDocument(root: string, document: string, known: Known): string[] {
  const text = readFileSync(join(root, document), "utf8");
  const faults: string[] = [];
  const say = (line: number, words: string) => faults.push(`${document}:${line}: ${words}`);
  const length = text.trimEnd().split("\n").length;
  const most = longest[document];
  if (most && length > most) say(length, `${length} lines; ${most} is the most`);
  for (const { value, line } of readLinks(text)) {
    if (!existsSync(join(root, dirname(document), value)))
      say(line, `the link ${value} leads nowhere`);
  }
  for (const { value, line } of readPaths(text, rootNames(root))) {
    if (madeAtRunTime.has(value.split("/")[0] ?? "")) continue;
    if (!pathExists(root, document, value)) say(line, `the path ${value} does not exist`);
  }
  for (const { value, line } of readCommands(text)) {
    if (!commandExists(value, known)) say(line, `the command "${value}" does not exist`);
  }
  return faults;
}

function rootNames(root: string): Set<string> {
  return new Set(listFiles(root, /./).map((path) => path.split("/")[0] ?? ""));
}

function pathExists(root: string, document: string, path: string): boolean {
  return existsSync(join(root, path)) || existsSync(join(root, dirname(document), path));
}

function commandExists(command: string, { scripts, plumb }: Known): boolean {
  const [tool = "", ...words] = command.split(" ");
  if (tool === "npm") return scripts.has(words[0] === "run" ? (words[1] ?? "") : (words[0] ?? ""));
  if (!plumb) return true;
  const named = words.join(" ");
  const isGroup = [...plumb].some((known) => known.startsWith(`${named} `));
  return words.length === 0 || isGroup || plumb.has(named) || plumb.has(words[0] ?? "");
}

async function knownCommands(root: string): Promise<Known> {
  const file = readFileSync(join(root, "package.json"), "utf8");
  const { scripts } = JSON.parse(file) as { scripts: Record<string, string> };
  const source = join(root, "ops/commands.ts");
  if (!existsSync(source)) return { scripts: new Set(Object.keys(scripts)), plumb: undefined };
  const { commands } = (await import(pathToFileURL(source).href)) as { commands: object };
  return { scripts: new Set(Object.keys(scripts)), plumb: new Set(Object.keys(commands)) };
}

// A path of one developer's machine in a committed file breaks everybody else's clone.
const homes = /(?:^|[\s"'`(=:])(\/(?:home|Users|work|workspace)\/[\w.-]+)/;

function checkTraces(root: string): string[] {
  const faults = checkLockfile(root);
  for (const path of trackedFiles(root)) {
    if (!/\.(?:[mc]?[jt]sx?|md|json|sql|css|html|ya?ml|sh|po)$|^\.ci\//.test(path)) continue;
    if (!existsSync(join(root, path))) continue;
    for (const [n, line] of readFileSync(join(root, path), "utf8").split("\n").entries()) {
      const home = homes.exec(line)?.[1];
      if (home)
        faults.push(`${path}:${n + 1}: ${home} is a path of one machine; use a relative one`);
    }
  }
  return faults;
}

function trackedFiles(root: string): string[] {
  try {
    const listed = execFileSync("git", ["ls-files", "-z"], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
    });
    return listed.split("\0").filter(Boolean);
  } catch {
    // An unpacked release has no git; everything in it was tracked.
    return listFiles(root, /./);
  }
}
