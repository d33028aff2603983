/** Which app may call which other app's `index.ts`. Everything else reacts to events. */
export const appCalls: Record<string, readonly string[]> = {};

/** Packages that may enter the browser bundle. Anything else is taken for a server package. */
export const browserPackages: readonly string[] = [
  "@fontsource-variable/inter",
  "@lingui/core",
  "@lingui/react",
  "@noble/hashes",
  "@tanstack/react-form",
  "@tanstack/react-query",
  "@tanstack/react-router",
  "react",
  "react-aria-components",
  "react-dom",
  "uqr",
  "zod",
];
