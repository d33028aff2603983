import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { password } from "../harness.ts";
import { appCode } from "../second-factor.ts";
import { startApp, type Visit } from "./app.ts";
import { findSmallTargets, measureExcess, violations } from "./inspect.ts";

const app = await startApp();

const saved = (visit: Visit, text: string): Promise<void> =>
  visit.page.getByRole("status").getByText(text).waitFor();

/** On a phone, in both themes. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // What React Aria says aloud of a button at work outlives the button that it names.
  await page.evaluate(() => {
    for (const said of document.querySelectorAll("[data-live-announcer] [role=img]")) said.remove();
  });
  const found = [
    ...(await page.evaluate(measureExcess)),
    ...(await page.evaluate(findSmallTargets)),
    ...(await page.evaluate(violations, "everything" as const)),
  ];
  await page.emulateMedia({ colorScheme: "dark" });
  found.push(...(await page.evaluate(violations, "colours" as const)));
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

/** From the password to the recovery codes; answers the secret as the screen shows it. */
async function setUp({ page }: Visit, look = async () => {}): Promise<string> {
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  const secret = (await page.locator(".s-secret").innerText()).replaceAll(" ", "");
  await page.getByLabel("The code that the app shows now").fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("This is not the app's code of now.").waitFor();
  await look();
  await page.getByLabel("The code that the app shows now").fill(appCode(secret, Date.now()));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator(".s-codes li").nth(9).waitFor();
  return secret;
}

/** The confirming code is spent, the next one is taken already: clocks differ. */
const nextCode = (secret: string) => appCode(secret, Date.now() + 30_000);

test("a person sets up a second factor, signs in with it, and removes it", async () => {
  const visit = await app.open({ as: "nora.lind" });
  const { page, complaints } = visit;
  await page.goto("/profile");
  await page.getByRole("button", { name: "Set up a second factor" }).click();
  const secret = await setUp(visit);
  const [recovery = ""] = await page.locator(".s-codes li").allInnerTexts();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("plumbline-recovery-codes.txt");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await saved(visit, "Second factor set up");
  await page.getByText("In force").waitFor();

  const fresh = await app.open();
  await fresh.page.goto("/sign-in");
  await fresh.page.getByRole("textbox", { name: "User name" }).fill("nora.lind");
  await fresh.page.getByLabel("Password").fill(password);
  await fresh.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await fresh.page.getByText("One more step for nora.lind.").waitFor();
  await fresh.page.getByLabel("Code of the authenticator app").fill("123 456");
  await fresh.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await fresh.page.getByText("This code is not right, or was used already.").waitFor();
  await fresh.page.getByLabel("Code of the authenticator app").fill(recovery.toUpperCase());
  await fresh.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await fresh.page.getByRole("heading", { name: /^Hello, Nora/ }).waitFor();
  await fresh.page.goto("/profile");
  await fresh.page.getByText("Recovery codes left").waitFor();
  expect(
    await fresh.page.locator(".k-fact", { hasText: "Recovery codes left" }).innerText(),
  ).toMatch(/9$/);

  await page.reload();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByLabel("Your password").fill(password);
  await page.getByLabel("Code of the authenticator app").fill(nextCode(secret));
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await saved(visit, "Second factor removed");
  await page.getByRole("button", { name: "Set up a second factor" }).waitFor();
  expect([...complaints, ...fresh.complaints]).toEqual([]);
});

test("one click on a person of the demo who has a second factor asks for the code", async () => {
  const visit = await app.open({ as: "erik.sand" });
  await visit.page.goto("/profile");
  await visit.page.getByRole("button", { name: "Set up a second factor" }).click();
  const secret = await setUp(visit);
  const { page, complaints } = await app.open();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /Erik Sand/ }).click();
  await page.getByLabel("Code of the authenticator app").fill(nextCode(secret));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: /^Hello, Erik/ }).waitFor();
  expect([...complaints, ...visit.complaints]).toEqual([]);
});

test("a role that begins to demand a second factor shows nothing else until it is set up", async () => {
  const member = await app.open({ as: "amara.osei", width: 360 });
  await member.page.goto("/notices");
  await member.page.getByRole("heading", { name: "Notices" }).waitFor();

  const administrator = await app.open({ as: "ingrid.holm" });
  await administrator.page.goto("/roles");
  await administrator.page.getByRole("link", { name: "Member", exact: true }).click();
  await administrator.page.getByRole("button", { name: "Require it" }).click();
  await administrator.page.getByRole("dialog").getByRole("button", { name: "Require it" }).click();
  await saved(administrator, "Role saved");
  await administrator.page.getByText("Required", { exact: true }).waitFor();

  // What is on screen finds out by itself.
  await member.page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  await member.page.goto("/notices");
  await member.page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  expect(await member.page.getByRole("navigation").count()).toBe(0);
  const faults = await faultsOf(member.page);
  await setUp(member, async () => void faults.push(...(await faultsOf(member.page))));
  expect([...faults, ...(await faultsOf(member.page))]).toEqual([]);
  await member.page.getByRole("button", { name: "I have kept them" }).click();
  await member.page.getByRole("heading", { name: "Notices" }).waitFor();
  expect([...member.complaints, ...administrator.complaints]).toEqual([]);
});
