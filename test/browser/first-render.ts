import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { demoPassword } from "../../ops/demo/organizations.ts";
import { freePort } from "../relay.ts";
import { findChromium } from "./chromium.ts";

/** How the landing page comes to somebody who is signed in and has nothing of it yet; a budget for each kind of line. */
const lines = [
  { name: "slow line, slow processor", kilobits: 1600, latencyMs: 150, slower: 4, budgetMs: 2000 },
  { name: "desktop line", kilobits: 50_000, latencyMs: 10, slower: 1, budgetMs: 600 },
] as const;
type Line = (typeof lines)[number];

const rounds = 5;
const who = "nora.lind";

type Seen = { readonly first: number; readonly largest: number; readonly bytes: number };

const open = async (browser: Browser, base: string, line: Line): Promise<Seen> => {
  // A context of its own has no cache.
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: 1440, height: 900 },
  });
  try {
    await context.request.post("/api/v1/auth/sign-in", {
      headers: { "x-plumbline": "1" },
      data: { username: who, password: demoPassword },
    });
    const page = await context.newPage();
    const bytes = await throttle(page, line);
    await page.goto("/");
    await page.locator("h1").first().waitFor();
    await page.waitForFunction(() => document.querySelector("[data-waiting]") === null);
    await wait(300);
    return { ...(await paints(page)), bytes: bytes() };
  } finally {
    await context.close();
  }
};

const throttle = async (page: Page, line: Line): Promise<() => number> => {
  const devtools = await page.context().newCDPSession(page);
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: line.latencyMs,
    downloadThroughput: (line.kilobits * 1000) / 8,
    uploadThroughput: (line.kilobits * 1000) / 16,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: line.slower });
  return () => bytes;
};

const paints = (page: Page): Promise<Omit<Seen, "bytes">> =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
        new PerformanceObserver((list) =>
          done({ first, largest: list.getEntries().at(-1)?.startTime ?? 0 }),
        ).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);

/** The demo as `npm start` serves it, compressed files and all. */
const startDemo = async (): Promise<{ base: string; stop: () => Promise<void> }> => {
  const dataDir = mkdtempSync(join(tmpdir(), "plumbline-render-"));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const plumb = join(import.meta.dirname, "../../ops/plumb.ts");
  const child = spawn(process.execPath, [plumb, "start"], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = new Promise<void>((done) => child.once("close", () => done()));
  const base = `http://localhost:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    const isThere = await fetch(`${base}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { base, stop };
    await wait(100);
  }
  await stop();
  throw new Error("The demo did not start; its own words stand above.");
};

const demo = await startDemo();
const browser = await chromium.launch(await findChromium(console.log));
let failed = 0;
try {
  await open(browser, demo.base, lines[1]);
  for (const line of lines) {
    const seen: Seen[] = [];
    for (let round = 0; round < rounds; round++) seen.push(await open(browser, demo.base, line));
    const first = median(seen.map((one) => one.first));
    const largest = median(seen.map((one) => one.largest));
    const isLate = largest > line.budgetMs;
    if (isLate) failed++;
    console.log(
      `${isLate ? "FAILED" : "ok    "} ${line.name}: first paint ${first} ms, largest ${largest} ms of ${line.budgetMs} ms, ${Math.round(median(seen.map(({ bytes }) => bytes)) / 1000)} kB`,
    );
  }
} finally {
  await browser.close();
  await demo.stop();
}
console.log(`${lines.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
