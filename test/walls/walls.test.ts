import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkWalls } from "../../ops/check/walls/index.ts";

const root = join(import.meta.dirname, "../..");
const planted = join(import.meta.dirname, "planted");

// One line for each planted file; the rest of the planted tree is lawful and must stay unreported.
const expected = [
  "apps/alpha/calls-the-whole-app.ts app-to-app",
  "apps/alpha/calls-undeclared.ts app-to-app",
  "apps/alpha/knows-ops.ts direction",
  "apps/alpha/queries.ts browser-bundle",
  "apps/alpha/reaches-into-core.ts room-entry",
  "apps/alpha/shows-a-page.ts app-face",
  "apps/alpha/uses-the-kit.ts direction",
  "core/clock/clock.test.ts room-entry",
  "core/clock/computes-an-import.ts computed-import",
  "core/clock/imports-nothing-known.ts unknown-import",
  "core/clock/index.ts room-cycle",
  "core/clock/knows-an-app.ts direction",
  "core/clock/knows-ops.ts direction",
  "core/clock/knows-the-web.ts direction",
  "core/clock/reaches-for-a-type.ts room-entry",
  "core/clock/reaches-in-an-expression.ts room-entry",
  "core/clock/reaches-into-a-room.ts room-entry",
  "core/clock/reaches-into-an-inner-folder.ts room-entry",
  "core/clock/reaches-later.ts room-entry",
  "core/clock/uses-a-test.ts tests-stay-out",
  "ops/check/walls/table.ts app-cycle",
  "ops/paints.ts direction",
  "web/kit/keeps-a-type-import.ts browser-bundle",
  "web/kit/knows-an-app.ts direction",
  "web/kit/knows-the-shell.ts direction",
  "web/kit/reads-a-file.ts browser-bundle",
  "web/kit/serves-later.ts browser-bundle",
  "web/kit/starts-a-worker.ts direction",
  "web/shell/enters-the-server.ts app-face",
  "web/shell/gathers-apps.ts computed-import",
  "web/shell/reaches-a-page.ts room-entry",
];

describe("the walls", () => {
  test("every planted violation is caught and nothing lawful is", () => {
    const appCalls = { alpha: ["beta"], beta: ["alpha"] };
    const { modules, findings } = checkWalls(planted, { appCalls, browserPackages: [] });
    expect(modules).toBeGreaterThan(expected.length);
    expect(findings.map(({ path, rule }) => `${path} ${rule}`).sort()).toEqual(expected);
  });

  test("the product keeps them, and the checker sees it", () => {
    const { modules, findings } = checkWalls(root);
    expect(modules).toBeGreaterThan(20);
    expect(findings).toEqual([]);
  });
});
