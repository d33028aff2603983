import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { findChromium } from "./chromium.ts";
import { unpackChromium } from "./unpack.ts";

const isPackaged = process.platform === "linux" && process.arch === "x64";

async function paint(executablePath: string, args: string[]): Promise<number> {
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({ viewport: { width: 360, height: 200 } });
    await page.setContent("<h1>Αίθουσα 4, sala 4, room 4</h1>");
    return (await page.screenshot()).length;
  } finally {
    await browser.close();
  }
}

test("the Chromium found here paints a page", async () => {
  const { executablePath, args } = await findChromium();
  expect(await paint(executablePath, args)).toBeGreaterThan(2_000);
});

// Where a Chromium is installed nothing else would notice that the packaged one has stopped working.
test.runIf(isPackaged)("so does the npm-packaged one", async () => {
  const { args } = await findChromium();
  expect(await paint(await unpackChromium(() => {}), args)).toBeGreaterThan(2_000);
});
