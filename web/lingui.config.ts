import { defineConfig } from "@lingui/cli";
import babel from "@lingui/cli/api/extractors/babel";
import { declaredTexts } from "./declared-texts.ts";

// A CommonJS module: its loaders do not agree on whether its default is wrapped.
const usual = "default" in babel ? babel.default : babel;

/** The text itself is the id, so sources read as English and a missing translation falls back to it. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "pseudo"],
  pseudoLocale: "pseudo",
  fallbackLocales: { default: "en" },
  catalogs: [
    {
      path: "<rootDir>/shell/texts/{locale}",
      include: [
        "<rootDir>/kit",
        "<rootDir>/shell",
        "<rootDir>/../apps",
        "<rootDir>/../core/records/decide",
      ],
      exclude: ["**/*.test.ts"],
    },
  ],
  extractors: [declaredTexts, usual],
  format: "po",
  formatOptions: { origins: false, lineNumbers: false },
});
