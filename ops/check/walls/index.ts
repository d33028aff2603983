import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "../files.ts";
import { checkBundle } from "./bundle.ts";
import { findCycle } from "./cycles.ts";
import { readModule, type Module } from "./modules.ts";
import { placeOf } from "./places.ts";
import { resolveImport, type PackageImports } from "./resolve.ts";
import { judgeImport, type Finding } from "./rules.ts";
import { appCalls, browserPackages } from "./table.ts";

type Tables = { appCalls: Record<string, readonly string[]>; browserPackages: readonly string[] };

/** Checks every import below a root against the walls. */
export function checkWalls(
  root: string,
  tables: Tables = { appCalls, browserPackages },
): { modules: number; findings: Finding[] } {
  const { imports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    imports: PackageImports;
  };
  const paths = listFiles(root, /\.(?:[mc]?[jt]s|[jt]sx)$/);
  const modules = new Map(paths.map((path) => [path, readModule(root, path)]));
  const findings = [...modules.values()].flatMap((module) => judgeModule(module, imports, tables));
  return {
    modules: modules.size,
    findings: [
      ...findings,
      ...checkBundle(modules, imports, tables.browserPackages),
      ...checkRoomCycles(modules, imports),
      ...checkAppCycles(tables.appCalls),
    ],
  };
}

function judgeModule(module: Module, imports: PackageImports, tables: Tables): Finding[] {
  const { layer, isTest } = placeOf(module.path);
  const mayCompute = isTest || layer === "ops" || layer === "tooling";
  return module.imports.flatMap(({ specifier, line }): Finding[] => {
    const at = { path: module.path, line };
    if (specifier === undefined) {
      const says = "an import that is computed cannot be checked; name the module";
      return mayCompute ? [] : [{ rule: "computed-import", ...at, says }];
    }
    const target = resolveImport(module.path, specifier, imports);
    if (target.kind === "missing") {
      const says = `"${specifier}" is not an entry in package.json "imports"`;
      return [{ rule: "unknown-import", ...at, says }];
    }
    const verdict = target.kind === "file" && judgeImport(module.path, target, tables.appCalls);
    return verdict ? [{ ...verdict, ...at }] : [];
  });
}

function checkRoomCycles(modules: ReadonlyMap<string, Module>, imports: PackageImports): Finding[] {
  const graph = new Map<string, Set<string>>();
  const example = new Map<string, { path: string; line: number }>();
  for (const { path, imports: wanted } of modules.values()) {
    const from = placeOf(path);
    if (from.layer !== "core" || from.isTest) continue;
    const reached = graph.get(from.room) ?? new Set();
    graph.set(from.room, reached);
    for (const { specifier, line } of wanted) {
      const target = specifier && resolveImport(path, specifier, imports);
      if (!target || target.kind !== "file") continue;
      const to = placeOf(target.path);
      if (to.layer !== "core" || to.room === from.room) continue;
      reached.add(to.room);
      const crossing = `${from.room} ${to.room}`;
      if (!example.has(crossing)) example.set(crossing, { path, line });
    }
  }
  const cycle = findCycle(graph);
  const at = cycle && example.get(`${cycle[0]} ${cycle[1]}`);
  if (!cycle || !at) return [];
  return [{ rule: "room-cycle", ...at, says: `rooms import in a circle: ${cycle.join(" -> ")}` }];
}

function checkAppCycles(calls: Tables["appCalls"]): Finding[] {
  const graph = new Map(Object.entries(calls).map(([app, others]) => [app, new Set(others)]));
  const cycle = findCycle(graph);
  if (!cycle) return [];
  const says = `apps call each other in a circle: ${cycle.join(" -> ")}`;
  return [{ rule: "app-cycle", path: "ops/check/walls/table.ts", line: 1, says }];
}
