import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Two cores: more workers only make the timing tests lie.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: ["test/setup.ts"],
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
