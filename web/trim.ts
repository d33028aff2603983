import type { Plugin } from "vite";

/** Lets a page take one component from the kit's index without the others; the index itself brings the styles. */
export function kitTreeShaking(): Plugin {
  return {
    name: "plumbline-kit-tree-shaking",
    transform(_code, id) {
      return /\/web\/kit\/.+\/.+\.tsx?$/.test(id) ? { moduleSideEffects: false } : undefined;
    },
  };
}

/** React Aria carries its own few words in thirty languages; only ours are shipped. */
export function ariaLanguages(kept: readonly string[]): Plugin {
  return {
    name: "plumbline-aria-languages",
    enforce: "pre",
    load(id) {
      const language =
        /\/react-(?:aria|stately|aria-components)\/.*\/intl\/.*\/?([a-z]{2}-[A-Z]{2})\.m?js$/.exec(
          id,
        )?.[1];
      return language && !kept.includes(language) ? "export default {};" : undefined;
    },
  };
}
