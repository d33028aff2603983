import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { placeOf } from "./places.ts";

type Import = {
  /** The text between the quotes, or undefined when the program computes it. */
  specifier: string | undefined;
  /** Erased before the program runs, so it never loads the target. */
  typeOnly: boolean;
  line: number;
};

export type Module = { path: string; imports: Import[] };

export function readModule(root: string, path: string): Module {
  const text = readFileSync(join(root, path), "utf8");
  return { path, imports: readImports(path, text) };
}

function readImports(path: string, text: string): Import[] {
  const parsed = parseSync(path, text);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const found: { at: number; specifier: string | undefined; typeOnly: boolean }[] = [];
  for (const { start, moduleRequest } of staticImports) {
    found.push({ at: start, specifier: moduleRequest.value, typeOnly: isErased(text, start) });
  }
  for (const { start, entries } of staticExports) {
    const specifier = entries.find((entry) => entry.moduleRequest)?.moduleRequest?.value;
    if (specifier) found.push({ at: start, specifier, typeOnly: isErased(text, start) });
  }
  for (const { start, moduleRequest } of dynamicImports) {
    const argument = text.slice(moduleRequest.start, moduleRequest.end);
    found.push({ at: start, specifier: literal(argument), typeOnly: false });
  }
  for (const match of namesFiles(path) ? [] : text.matchAll(workerUrl)) {
    found.push({ at: match.index, specifier: match[1], typeOnly: false });
  }
  for (const match of text.matchAll(globImport)) {
    if (match[1] && !match[1].includes("..")) continue;
    found.push({ at: match.index, specifier: undefined, typeOnly: false });
  }
  if ([...text.matchAll(importCall)].length > dynamicImports.length) {
    new Visitor({
      TSImportType: (node) => {
        found.push({ at: node.start, specifier: node.source.value, typeOnly: true });
      },
    }).visit(parsed.program);
  }
  return found.map(({ at, ...rest }) => ({ ...rest, line: lineOf(text, at) }));
}

// `import { type A } from` still loads the module under verbatimModuleSyntax; only `import type` is erased.
function isErased(text: string, start: number): boolean {
  return /^(?:import|export)\s+type\s*(?:[{*]|(?!from\b)[\w$])/.test(text.slice(start, start + 80));
}

// The command line and the checks write and read sources as files; elsewhere such an address starts a worker.
function namesFiles(path: string): boolean {
  return ["ops", "tooling", "test"].includes(placeOf(path).layer);
}

const importCall = /\bimport\s*\(/g;
// A glob that stays below its own folder crosses no wall; any other could.
const globImport =
  /\bimport\.meta\.glob\b(?:(?:<[\s\S]{0,120}?>)?\(\s*["'](\.\/[^"']+)["']\s*[,)])?/g;
const workerUrl =
  /\bnew URL\(\s*["'](\.[^"']+\.(?:[mc]?[jt]s|[jt]sx))["']\s*,\s*import\.meta\.url/g;

function literal(argument: string): string | undefined {
  return /^(["'`])([^"'`$\\]+)\1$/.exec(argument.trim())?.[2];
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < at; i = text.indexOf("\n", i + 1)) line += 1;
  return line;
}
