import { placeOf, type Layer, type Place } from "./places.ts";
import type { Target } from "./resolve.ts";

type Rule =
  | "direction"
  | "app-to-app"
  | "app-face"
  | "room-entry"
  | "tests-stay-out"
  | "computed-import"
  | "unknown-import"
  | "browser-bundle"
  | "room-cycle"
  | "app-cycle";

export type Finding = { rule: Rule; path: string; line: number; says: string };

const mayImport: Record<Layer, readonly Layer[]> = {
  core: ["core"],
  app: ["core"],
  kit: ["core", "kit"],
  shell: ["core", "kit", "app", "shell"],
  ops: ["core", "app", "ops", "tooling"],
  test: ["core", "app", "kit", "shell", "ops", "test", "tooling"],
  tooling: ["core", "app", "kit", "shell", "ops", "test", "tooling"],
};

/** What is wrong with one file importing another, or nothing. */
export function judgeImport(
  path: string,
  target: Target & { kind: "file" },
  appCalls: Record<string, readonly string[]>,
): Pick<Finding, "rule" | "says"> | undefined {
  const from = placeOf(path);
  const to = placeOf(target.path);
  if (to.isTest && !from.isTest && from.layer !== "tooling") {
    return { rule: "tests-stay-out", says: `${target.path} is a test; product code cannot use it` };
  }
  if (from.room === to.room) return judgeFace(from, to, target.path);
  if (from.layer === "app" && to.layer === "app") return judgeAppCall(from, to, target, appCalls);
  if (!isAllowed(from, to)) {
    return { rule: "direction", says: `${from.layer} may not import ${to.layer} (${target.path})` };
  }
  if (isRoom(to) && !target.entry) {
    return {
      rule: "room-entry",
      says: `${target.path} lies inside another room; import an entry named in package.json "imports"`,
    };
  }
  if (from.layer === "shell" && to.layer === "app" && !isBrowserEntry(to, target.path)) {
    return { rule: "app-face", says: `the shell sees an app only through ${to.room}/browser.ts` };
  }
  return undefined;
}

function isAllowed(from: Place, to: Place): boolean {
  if (from.isTest && to.layer === "test") return true;
  if (from.layer === "app" && to.layer === "kit") return from.browserFace;
  return mayImport[from.layer].includes(to.layer);
}

function isRoom(to: Place): boolean {
  return to.layer === "core" || to.layer === "app" || to.layer === "kit";
}

function isBrowserEntry(to: Place, path: string): boolean {
  return path === `${to.room}/browser.ts`;
}

function judgeFace(
  from: Place,
  to: Place,
  path: string,
): Pick<Finding, "rule" | "says"> | undefined {
  const crosses = from.layer === "app" && !from.browserFace && !from.isTest && to.browserFace;
  if (!crosses) return undefined;
  return {
    rule: "app-face",
    says: `${path} is a page; the server face of an app cannot import it`,
  };
}

function judgeAppCall(
  from: Place,
  to: Place,
  target: Target & { kind: "file" },
  appCalls: Record<string, readonly string[]>,
): Pick<Finding, "rule" | "says"> | undefined {
  const declared = appCalls[from.room.slice("apps/".length)]?.includes(
    to.room.slice("apps/".length),
  );
  if (!declared) {
    return {
      rule: "app-to-app",
      says: `${from.room} may not call ${to.room}: react to its events, or declare it in ops/check/walls/table.ts`,
    };
  }
  if (target.entry && target.path === `${to.room}/index.ts`) return undefined;
  return { rule: "app-to-app", says: `${from.room} sees ${to.room} only through its index.ts` };
}
