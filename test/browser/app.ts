import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { buildClient } from "../../ops/check/client.ts";
import { loadDemo } from "../../ops/demo/load.ts";
import { password, testHouse, type TestHouse } from "../harness.ts";
import { findChromium } from "./chromium.ts";

export type App = {
  url: string;
  house: TestHouse;
  browser: Browser;
  open: (options?: Options) => Promise<Visit>;
};

type Options = {
  as?: string;
  organization?: string;
  width?: number;
  theme?: "light" | "dark";
  language?: string;
  /** Another way to the server than the straight one. */
  url?: string;
};

/** A page together with everything that went wrong in it. */
export type Visit = { page: Page; context: BrowserContext; complaints: string[] };

/** The demo on a database of its own, and a real Chromium in front of it; closed after the file. */
export async function startApp(): Promise<App> {
  const built = await buildClient();
  expect(built.code, built.output).toBe(0);
  const house = await testHouse({ webRoot: join(import.meta.dirname, "../../web/dist") });
  await loadDemo(house);
  const url = await house.server.listen({ host: "127.0.0.1", port: 0 });
  const { executablePath, args } = await findChromium();
  const browser = await chromium.launch({ executablePath, args });
  afterAll(() => browser.close());
  return { url, house, browser, open: (options) => openPage(browser, url, options) };
}

async function openPage(browser: Browser, url: string, options: Options = {}): Promise<Visit> {
  const { as, organization, width = 1440, theme = "light", language } = options;
  const isPhone = width < 640;
  const context = await browser.newContext({
    baseURL: options.url ?? url,
    viewport: { width, height: isPhone ? 740 : 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
    hasTouch: isPhone,
  });
  context.setDefaultTimeout(8_000);
  if (language)
    await context.addInitScript(
      (chosen) => localStorage.setItem("plumbline.language", chosen),
      language,
    );
  if (as) await signIn(context, as, organization);
  const page = await context.newPage();
  return { page, context, complaints: listen(page) };
}

/** Without the screen, for tests that are about something else. */
async function signIn(
  context: BrowserContext,
  username: string,
  organization?: string,
): Promise<void> {
  const answer = await context.request.post("/api/v1/auth/sign-in", {
    headers: { "x-plumbline": "1" },
    data: { username, password, ...(organization ? { organization } : {}) },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Policy violations, script errors and requests to anybody else. A refused request is an answer, not a fault. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const isRefusal = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isRefusal)
      complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url()))
      complaints.push(`asked ${request.url()}`);
  });
  return complaints;
}

/** Every page of the product, with who opens it. */
export async function everyPage(context: BrowserContext): Promise<string[]> {
  const first = async (path: string, key: string): Promise<string> => {
    const answer = await context.request.get(`/api/v1${path}`);
    const { items } = (await answer.json()) as { items: Record<string, unknown>[] };
    return String(items[0]?.[key]);
  };
  const review = await openReview(context);
  const person = await first("/people", "id");
  const role = await first("/roles", "id");
  const notice = await first("/notices?show=all", "id");
  const entry = await first("/log", "n");
  return [
    "/",
    "/my-work",
    "/capas",
    "/capas/new",
    "/capas/about",
    "/capa-actions",
    "/notices",
    "/notices?show=all&scopeId=",
    "/notices/new",
    `/notices/${notice}`,
    `/notices/${notice}/edit`,
    "/people",
    "/people?search=zzzz",
    "/people?status=ending",
    "/people/invite",
    "/people/import",
    `/people/${person}`,
    "/roles",
    "/roles/new",
    `/roles/${role}`,
    "/access-reviews",
    "/access-reviews/new",
    `/access-reviews/${review}`,
    "/tokens",
    "/tokens/new",
    "/tokens/all?state=all",
    "/scopes",
    "/scopes/departments",
    "/organization",
    "/log",
    "/log?checkpoint=show",
    `/log?open=${entry}`,
    `/log/${entry}`,
    "/profile",
    "/nothing-here",
  ];
}

/** The demo has none: whoever opens the pages opens one. */
async function openReview(context: BrowserContext): Promise<string> {
  const session = (await (await context.request.get("/api/v1/auth/session")).json()) as {
    organization: { id: string };
  };
  const answer = await context.request.post("/api/v1/access-reviews", {
    headers: { "x-plumbline": "1" },
    data: { name: "Every page", scopeId: session.organization.id, dueOn: "2099-12-31" },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

export const openPaths = ["/sign-in", "/forgotten", "/link/not-a-link", "/outbox"];

/** Shown and settled: heading there, nothing loading. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("[data-waiting]") === null);
}
