import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const setup = join(import.meta.dirname, "test/setup.ts");

export default defineConfig({
  test: {
    // Two cores: more workers only make the timing tests lie.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: existsSync(setup) ? [setup] : [],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{core,apps,ops,web,test}/**/*.test.{ts,tsx}"],
          exclude: ["test/walls/planted/**", "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.browser.ts"],
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
