import type { Page } from "playwright-core";
import { test } from "vitest";
import { everyPage, openPaths, startApp, visit } from "./app.ts";
import {
  findEnglish,
  findSmallTargets,
  inBothThemes,
  measureExcess,
  walkByKeyboard,
} from "./inspect.ts";

const app = await startApp();

// Administrator and member at once: nobody else opens every page.
const everybody = "eleni.vasiliou";

type Look = (page: Page) => Promise<string[]>;

/** Looks at each page once, signed in where it needs that; answers what was found wrong, with the page's path. */
async function onEveryPage(
  options: { width: number; language?: string },
  look: Look,
): Promise<string[]> {
  const [open, inside] = [await app.open(options), await app.open({ ...options, as: everybody })];
  const walks = [
    { ...open, paths: openPaths },
    { ...inside, paths: await everyPage(inside.context) },
  ];
  const found: string[] = [];
  for (const { page, paths, complaints, context } of walks) {
    for (const path of paths) {
      await visit(page, path);
      found.push(...(await look(page)).map((fault) => `${path}: ${fault}`));
    }
    found.push(...complaints);
    await context.close();
  }
  return found;
}

// Both at once: the browser has a process for each, and so a core.
test.concurrent(
  "on a desk: every page is accessible in both themes, speaks only from the catalogue and works by keyboard",
  { timeout: 150_000 },
  async ({ expect }) => {
    const faults = await onEveryPage({ width: 1440, language: "pseudo" }, async (page) => [
      ...(await page.evaluate(findEnglish)),
      ...(await inBothThemes(page)),
      ...(await walkByKeyboard(page)),
    ]);
    expect(faults).toEqual([]);
  },
);

test.concurrent(
  "on a phone: every page is accessible in both themes, fits 360 px and has targets for fingers",
  { timeout: 150_000 },
  async ({ expect }) => {
    const faults = await onEveryPage({ width: 360 }, async (page) => [
      ...(await page.evaluate(measureExcess)),
      ...(await page.evaluate(findSmallTargets)),
      ...(await inBothThemes(page)),
    ]);
    expect(faults).toEqual([]);
  },
);
