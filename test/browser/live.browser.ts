import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { cuttableLine } from "../cuttable-line.ts";
import { startApp, visit } from "./app.ts";

const app = await startApp();
const line = await cuttableLine(app.url);
afterAll(line.close);

test("two browsers see each other's changes within a second", async () => {
  const [one, two] = [await app.open({ as: "nora.lind" }), await app.open({ as: "nora.lind" })];
  await visitLive(two.page, "/notices");
  const id = await post(one.page, "Lift three is out of order");
  const posted = Date.now();
  await two.page.getByText("Lift three is out of order").first().waitFor();
  const seen = Date.now() - posted;
  await visitLive(two.page, `/notices/${id}`);
  await edit(one.page, id, "Lift three works again");
  const edited = Date.now();
  await two.page.getByRole("heading", { name: "Lift three works again" }).waitFor();
  const seenAgain = Date.now() - edited;
  console.log(`seen by the other browser after ${seen} ms and ${seenAgain} ms`);
  expect(Math.max(seen, seenAgain)).toBeLessThan(1000);
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

test("after a cut nothing is missing, the sign came and went, and nothing else was said", async () => {
  const writer = await app.open({ as: "nora.lind" });
  const reader = await app.open({ as: "nora.lind", url: line.url });
  const { page } = reader;
  await visitLive(page, "/notices?show=all");
  const id = await post(writer.page, "Written before the cut");
  await page.getByText("Written before the cut").first().waitFor();

  line.cut();
  const sign = page.getByText(/^Not connected: what you see may be older/);
  await edit(writer.page, id, "Changed during the cut");
  await post(writer.page, "Written during the cut");
  await page.waitForTimeout(2_000);
  expect(await sign.isVisible()).toBe(false);
  await sign.waitFor();
  expect(await page.getByText("Written before the cut").first().isVisible()).toBe(true);
  line.mend();
  await page.getByText("Changed during the cut").first().waitFor({ timeout: 20_000 });
  await page.getByText("Written during the cut").first().waitFor();
  await sign.waitFor({ state: "detached" });
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("somebody who loses a right is shown so without a reload, and whoever is signed out elsewhere has to sign in", async () => {
  const { page, complaints } = await app.open({ as: "nora.lind" });
  await visitLive(page, "/notices");
  const organizationId = await organizationOf(page);
  await app.house.act({ id: organizationId, name: "" }, (ctx) =>
    ctx.db
      .deleteFrom("role_permission")
      .where("org_id", "=", organizationId)
      .where("permission", "=", "home.notice.write")
      .execute(),
  );
  await page.getByRole("link", { name: "Post a notice" }).waitFor({ state: "detached" });
  const other = await app.open({ as: "nora.lind" });
  await other.context.request.post("/api/v1/auth/sessions/end-others", {
    headers: { "x-plumbline": "1" },
    data: {},
  });
  await page.getByText("Your session has ended.").waitFor();
  // Whether the page still tried to come back before it knew is a matter of milliseconds.
  expect(complaints.filter((one) => !one.includes("/api/v1/live"))).toEqual([]);
});

/** Shown, and following the log. */
async function visitLive(page: Page, path: string): Promise<void> {
  const live = new Promise<void>((resolve) => {
    page.once("websocket", (socket) => socket.once("framereceived", () => resolve()));
  });
  await visit(page, path);
  await live;
}

async function organizationOf(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/auth/session");
  return ((await answer.json()) as { organization: { id: string } }).organization.id;
}

/** Through the browser's own session, without its page's knowing. */
async function post(page: Page, title: string): Promise<string> {
  const scopeId = await organizationOf(page);
  const answer = await page.request.post("/api/v1/notices", {
    headers: { "x-plumbline": "1" },
    data: { title, text: "Words", fromOn: "2026-11-20", scopeId },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function edit(page: Page, id: string, title: string): Promise<void> {
  const answer = await page.request.patch(`/api/v1/notices/${id}`, {
    headers: { "x-plumbline": "1" },
    data: { version: 1, title },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}
