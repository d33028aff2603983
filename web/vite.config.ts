import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";
import { budget } from "./budget.ts";
import { compress } from "./compress.ts";
import { early } from "./early.ts";
import { firstChunks } from "./first-chunks.ts";
import { ariaLanguages, kitTreeShaking } from "./trim.ts";

const web = fileURLToPath(new URL(".", import.meta.url));

// A build started from inside a test run inherits its NODE_ENV and would ship React's development half.
if (process.argv.includes("build")) process.env["NODE_ENV"] = "production";

const client: UserConfig = {
  root: web,
  publicDir: "shell/public",
  plugins: [
    react(),
    lingui({ configPath: `${web}lingui.config.ts` }),
    kitTreeShaking(),
    ariaLanguages(["en-US", "el-GR", "es-ES"]),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // light-dark() needs these; they are what an up-to-date machine of 2024 has.
    target: ["chrome125", "firefox126", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // The verifier of the log asks import.meta whether it was started by itself.
  worker: { format: "es" },
  server: { proxy: { "/api": process.env["PLUMBLINE_API"] ?? "http://127.0.0.1:8080" } },
};

export default defineConfig(async ({ command }) => {
  if (command === "serve") return client;
  const groups = await firstChunks(client, {
    start: "web/index.html",
    "first-page": "apps/home/pages/landing/landing.tsx",
    menu: "web/shell/frame/person-menu.tsx",
  });
  return {
    ...client,
    plugins: [
      ...(client.plugins ?? []),
      early(["en", "landing", "first-page"]),
      budget({ javascript: 165_000, css: 15_000 }),
      compress(),
    ],
    build: { ...client.build, rolldownOptions: { output: { codeSplitting: { groups } } } },
  };
});
