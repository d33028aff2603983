import { defineConfig } from "@lingui/cli";

/** The text itself is the id, so sources read as English and a missing translation falls back to it. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "pseudo"],
  pseudoLocale: "pseudo",
  fallbackLocales: { default: "en" },
  catalogs: [
    {
      path: "<rootDir>/shell/texts/{locale}",
      include: ["<rootDir>/kit", "<rootDir>/shell", "<rootDir>/../apps"],
      exclude: ["**/*.test.ts"],
    },
  ],
  format: "po",
  formatOptions: { origins: false, lineNumbers: false },
});
