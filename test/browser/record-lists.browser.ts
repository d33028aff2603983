import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp, visit, type Visit } from "./app.ts";
import {
  findEnglish,
  findSmallTargets,
  inBothThemes,
  measureExcess,
  walkByKeyboard,
} from "./inspect.ts";
import { addressOf, sign, submitPlan } from "./records-rig.ts";

const app = await startApp();

test("several plans are approved in one sitting: each shown and signed by itself, the password typed once", async () => {
  const { page, context, complaints } = await app.open({ as: "tomas.ek" });
  await submitPlan(await app.open({ as: "erik.sand" }), await app.open({ as: "nora.lind" }));
  await visit(page, "/capas?state=planApproval");
  await page.getByRole("link", { name: "Seals leak" }).waitFor();
  for (const box of await page.locator("tbody label").all()) await box.click();
  await page.getByText("2 chosen").waitFor();
  await page.getByRole("button", { name: "Approve the plan" }).click();
  await page.getByRole("heading", { name: "Sign 2 records" }).waitFor();
  expect(await page.getByRole("group", { name: "What you sign" }).count()).toBe(2);
  await sign(page);
  await page.getByText("Nothing matches").waitFor();
  const answer = await context.request.get("/api/v1/capas?state=implementation");
  const { items } = (await answer.json()) as { items: { id: string }[] };
  for (const { id } of items.slice(0, 2)) {
    const record = await context.request.get(`/api/v1/capas/${id}`);
    const { signatures } = (await record.json()) as { signatures: { point: string }[] };
    expect(signatures.map(({ point }) => point)).toContain("planApproved");
  }
  expect(complaints).toEqual([]);
});

test("views are kept under a name, shared and removed; what narrows a list stands in its address", async () => {
  const { page, complaints } = await app.open({ as: "nora.lind" });
  await visit(page, "/capas?show=all");
  await page.getByRole("button", { name: "Add a filter" }).click();
  await page.getByRole("menuitem", { name: "Kind" }).click();
  await page.getByRole("dialog").getByText("Corrective").click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Target date" }).click();
  await page.waitForURL(/show=all&kind=corrective&sort=dueOn/);
  await page.getByRole("button", { name: "Save this view" }).click();
  await page.getByRole("menuitem", { name: "Save as a view" }).click();
  await page.getByLabel("Name").fill("Corrective ones");
  await page.getByText("Everybody who sees this list has it").click();
  await page.getByRole("button", { name: "Save the view" }).click();
  await page.getByRole("button", { name: "Corrective ones", pressed: true }).waitFor();
  const other = await app.open({ as: "erik.sand" });
  await visit(other.page, "/capas");
  await other.page.getByRole("button", { name: "Corrective ones" }).click();
  await other.page.waitForURL(/kind=corrective/);
  await page.getByRole("button", { name: "Save this view" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Corrective ones" }).waitFor({ state: "detached" });
  expect([...complaints, ...other.complaints]).toEqual([]);
});

const looks = [
  { width: 1440, language: "pseudo" },
  { width: 360, language: "en" },
];

test.each(looks)(
  "every page of a record at $width px: accessible in both themes, from the catalogue, by keyboard",
  { timeout: 120_000 },
  async ({ width, language }) => {
    const visitor = await app.open({ as: "nora.lind", width, language });
    const { page, complaints } = visitor;
    const faults: string[] = [];
    for (const path of await recordPaths(visitor)) {
      await visit(page, path);
      const found = width < 640 ? await onPhone(page) : await onDesk(page);
      faults.push(...found.map((fault) => `${path}: ${fault}`));
    }
    expect([...faults, ...complaints]).toEqual([]);
  },
);

async function onDesk(page: Page): Promise<string[]> {
  return [
    ...(await page.evaluate(findEnglish)),
    ...(await inBothThemes(page)),
    ...(await walkByKeyboard(page)),
  ];
}

async function onPhone(page: Page): Promise<string[]> {
  return [
    ...(await page.evaluate(measureExcess)),
    ...(await page.evaluate(findSmallTargets)),
    ...(await inBothThemes(page)),
  ];
}

async function recordPaths(visitor: Visit): Promise<string[]> {
  const capa = await addressOf(visitor, "Labels come off in the cold room");
  const answer = await visitor.context.request.get(`/api/v1${capa}`);
  const { children, createdAt } = (await answer.json()) as {
    children: { actions: { id: string }[] };
    createdAt: string;
  };
  return [
    "/my-work",
    "/capas?show=all",
    "/capas?show=all&state=requested,plan&dueOn.from=2020-01-01",
    `/capas?show=all&open=${capa.split("/").at(-1)}`,
    "/capas?show=all&form=board",
    "/capas/new",
    "/capas/about?state=plan",
    capa,
    `${capa}/edit`,
    `${capa}/as-of?at=${encodeURIComponent(new Date(Date.parse(createdAt) + 60_000).toISOString())}`,
    `/capa-actions/${children.actions[0]?.id}`,
    "/capa-actions",
  ];
}
