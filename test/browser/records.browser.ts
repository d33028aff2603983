import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp, visit, type Visit } from "./app.ts";
import { addressOf, sign } from "./records-rig.ts";

const app = await startApp();

const title = "Caps are too tight after the change of supplier";

test("the life of a CAPA by three people: requested, accepted, planned, approved, done, verified, closed", async () => {
  const owner = await app.open({ as: "erik.sand" });
  const quality = await app.open({ as: "nora.lind" });
  const approver = await app.open({ as: "tomas.ek" });
  const people = [owner, quality, approver];

  await visit(owner.page, "/capas");
  await owner.page.keyboard.press("n");
  await owner.page.getByLabel("Title").fill(title);
  await choose(owner.page, "Kind", "Corrective");
  await owner.page.getByLabel("Problem").fill("Forty caps of one lot cannot be opened by hand.");
  await owner.page.getByLabel("Source").fill("Complaint 17, confirmed on retained samples");
  await pick(owner.page, "Scope", "Production");
  await owner.page.getByRole("button", { name: "Save" }).click();
  await owner.page.getByRole("heading", { name: title }).waitFor();
  const address = new URL(owner.page.url()).pathname;
  await owner.page.getByText("It waits for somebody who may: Accept").waitFor();

  await visit(quality.page, address);
  await quality.page.getByRole("button", { name: "Accept" }).click();
  await pick(quality.page, "Owner", "Erik Sand");
  await choose(quality.page, "Priority", "High");
  await quality.page.getByLabel("Rationale").fill("Patients cannot reach their medicine.");
  await quality.page.getByRole("button", { name: "Go on to sign" }).click();
  // What is signed is what is shown, under the declaration's own labels.
  await quality.page
    .getByRole("group", { name: "What you sign" })
    .getByText("Patients cannot reach their medicine.")
    .waitFor();
  await sign(quality.page);
  await quality.page.getByText("Investigation").first().waitFor();

  await visit(owner.page, "/my-work");
  await owner.page.getByRole("link", { name: title }).click();
  await owner.page.getByText("You act next.").waitFor();
  await owner.page.getByText("Fill in Cause categories, Root cause, Extent first.").waitFor();
  await edit(owner.page, {
    "Root cause": "The new caps have another thread.",
    Extent: "Both lines, all lots since May.",
  });
  await take(owner.page, "Conclude the investigation");
  await edit(owner.page, {
    Plan: "Back to the old caps.",
    "Effective when": "No complaint in 1,000 packs",
    "Check date": "2026-01-10",
    "Target date": "2099-12-31",
  });
  await owner.page.getByRole("link", { name: "Add: Action" }).click();
  await owner.page.getByLabel("Title").fill("Order the old caps");
  await choose(owner.page, "Kind", "Engineering");
  await owner.page.getByLabel("What is to be done").fill("Order and receive them.");
  await pick(owner.page, "Owner", "Erik Sand");
  await owner.page.getByLabel("Due").fill("2099-12-01");
  await owner.page.getByRole("button", { name: "Save" }).click();
  await visit(owner.page, address);
  await take(owner.page, "Submit the plan");

  await visit(approver.page, address);
  await approver.page.getByRole("button", { name: "Approve the plan" }).click();
  await approver.page.getByRole("button", { name: "Go on to sign" }).click();
  await approver.page
    .getByRole("group", { name: "What you sign" })
    .getByText("Order and receive them.")
    .waitFor();
  await sign(approver.page);
  await approver.page.getByText("Implementation").first().waitFor();

  await visit(owner.page, address);
  await owner.page
    .getByRole("row", { name: /Order the old caps/ })
    .getByRole("button")
    .click();
  await owner.page.getByLabel("Evidence").fill("Order 5120, received and checked.");
  await owner.page.getByRole("button", { name: "Go on to sign" }).click();
  await sign(owner.page);
  await visit(quality.page, address);
  await quality.page
    .getByRole("row", { name: /Order the old caps/ })
    .getByRole("button", { name: "Verify" })
    .click();
  await quality.page.getByRole("button", { name: "Go on to sign" }).click();
  await sign(quality.page);
  await quality.page.getByText("Verified").first().waitFor();
  for (const [step, field, text] of [
    ["Verify the actions", "Unwanted effects", "None were found."],
    ["Evaluate the effect", "Observed", "No complaint in 2,000 packs"],
  ] as const) {
    await visit(quality.page, address);
    await quality.page.getByRole("button", { name: step }).click();
    await quality.page.getByLabel(field).fill(text);
    await quality.page.getByRole("button", { name: "Go on to sign" }).click();
    await sign(quality.page);
  }
  await visit(approver.page, address);
  await approver.page.getByRole("button", { name: "Close as effective" }).click();
  await approver.page.getByRole("button", { name: "Go on to sign" }).click();
  await sign(approver.page);
  await approver.page.getByText("Closed, effective").first().waitFor();

  const id = address.split("/").at(-1) ?? "";
  // The log is numbered a moment after what it tells of.
  await expect
    .poll(() => stepsOf(approver, address), { timeout: 5_000 })
    .toMatchObject({
      ...{ create: "Erik Sand", accept: "Nora Lind", submitPlan: "Erik Sand" },
      ...{ approvePlan: "Tomas Ek", verifyActions: "Nora Lind", closeEffective: "Tomas Ek" },
    });
  const organization = { id: await organizationOf(approver), name: "" };
  const stored = await app.house.act(organization, (ctx) =>
    ctx.db
      .selectFrom("signature")
      .innerJoin("record", "record.id", "signature.record_id")
      .select(["record.state", "signature.point"])
      .where("record.id", "=", id)
      .where("signature.ended_at", "is", null)
      .orderBy("signature.signed_at")
      .execute(),
  );
  expect(stored).toEqual(
    ["accepted", "planApproved", "verified", "evaluated", "closedEffective"].map((point) => ({
      state: "effective",
      point,
    })),
  );
  expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
});

test("two people look at one CAPA: a comment of one is there for the other within a second", async () => {
  const [one, two] = [await app.open({ as: "nora.lind" }), await app.open({ as: "amara.osei" })];
  const address = await addressOf(one, "Balance drifts after cleaning");
  await visit(one.page, address);
  await visit(two.page, address);
  await two.page.waitForTimeout(1_500);
  await one.page.getByLabel("Your comment").fill("Please look at balance 3 too, @Amara");
  await one.page.keyboard.press("Enter");
  expect(await one.page.getByLabel("Your comment").inputValue()).toContain("@Amara Osei ");
  await one.page.getByRole("button", { name: "Comment" }).click();
  await one.page.getByText("Please look at balance 3 too").first().waitFor();
  await two.page.getByText("Please look at balance 3 too").first().waitFor({ timeout: 1_500 });
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

test("two people edit one CAPA: what does not collide is merged, what does is asked", async () => {
  const [one, two] = [await app.open({ as: "nora.lind" }), await app.open({ as: "nora.lind" })];
  const address = await addressOf(one, "Balance drifts after cleaning");
  await visit(one.page, `${address}/edit`);
  await visit(two.page, `${address}/edit`);
  await one.page.getByLabel("Source").fill("The daily check of all balances");
  await one.page.getByLabel("Title").fill("Balances drift after cleaning");
  await two.page.getByLabel("Rationale").fill("It is worth it.");
  await two.page.getByLabel("Title").fill("Balances drift");
  await one.page.getByRole("button", { name: "Save" }).click();
  await one.page.getByRole("heading", { name: "Balances drift after cleaning" }).waitFor();
  await two.page.getByText("has changed this while you edit").waitFor();
  await two.page.getByRole("button", { name: "Save" }).click();
  await two.page.getByRole("alert").getByText("Balances drift after cleaning").waitFor();
  expect(await two.page.getByLabel("Source").inputValue()).toBe("The daily check of all balances");
  await two.page.getByRole("button", { name: "Save mine over it" }).click();
  await two.page.getByRole("heading", { name: "Balances drift", exact: false }).waitFor();
  await two.page.getByText("It is worth it.").waitFor();
  await two.page.getByText("The daily check of all balances").waitFor();
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

test("what was typed survives a reload, and leaving asks first", async () => {
  const { page, complaints } = await app.open({ as: "amara.osei" });
  await visit(page, "/capas/new");
  await page.getByLabel("Title").fill("Half a thought");
  await page.getByRole("link", { name: "My work" }).click();
  await page.getByRole("button", { name: "Go on editing" }).click();
  await page.reload();
  await page.getByText("Your unsaved text from before is back.").waitFor();
  expect(await page.getByLabel("Title").inputValue()).toBe("Half a thought");
  expect(complaints).toEqual([]);
});

/** From the log: which step was taken by whom. */
async function stepsOf({ context }: Visit, address: string): Promise<Record<string, string>> {
  const answer = await context.request.get(`/api/v1${address}/history`);
  const { items } = (await answer.json()) as { items: { operation: string; who: string }[] };
  return Object.fromEntries(
    items.map(({ operation, who }) => [operation.split(".").at(-1) ?? "", who]),
  );
}

async function organizationOf({ context }: Visit): Promise<string> {
  const answer = await context.request.get("/api/v1/auth/session");
  return ((await answer.json()) as { organization: { id: string } }).organization.id;
}

async function take(page: Page, step: string): Promise<void> {
  await page.getByRole("button", { name: step }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: step }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Fills what the state leaves open; the causes are boxes, and after the first step a reason is asked. */
async function edit(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole("link", { name: "Edit" }).click();
  for (const [label, text] of Object.entries(values)) await page.getByLabel(label).fill(text);
  const cause = page.getByText("Material", { exact: true });
  if ((await cause.count()) > 0) await cause.click();
  await page.getByLabel("Reason for the change").fill("As far as it is known");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Edit" }).waitFor();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(label) }).click();
  await page.getByRole("option", { name: option }).click();
}

async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).fill(option);
  await page.getByRole("option", { name: option }).first().click();
}
