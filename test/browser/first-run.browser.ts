import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { png } from "../pictures.ts";
import { startApp, type Visit } from "./app.ts";

const app = await startApp();

const saved = ({ page }: Visit, text: string | RegExp): Promise<void> =>
  page.getByRole("status").getByText(text).waitFor();

const checklist = (page: Page) => page.getByRole("region", { name: "Set up your organisation" });

async function start({ page }: Visit, step: string): Promise<void> {
  await page.goto("/");
  await checklist(page).getByRole("heading", { name: step, exact: true }).waitFor();
}

async function newcomer(width = 1440): Promise<Visit> {
  const organization = await app.house.organization("Europe/Athens");
  const { username } = await app.house.person(organization, ["administrator"]);
  return app.open({ as: username, width });
}

async function choose(page: Page, button: string, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: button }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer });
}

const people = [
  "User name;Email;Full name;Department;Roles",
  "mira.novak;mira.novak@example.org;Mira Novak;Packaging;Member@Production/Packaging",
  'jonas.berg;jonas.berg@example.org;"Berg; Jonas";Quality;Member',
].join("\r\n");

test(
  "a new organisation is set up step by step, and the checklist goes for good",
  { timeout: 60_000 },
  async () => {
    const visit = await newcomer();
    const { page } = visit;
    await start(visit, "Name and logo");
    await checklist(page).getByText("0 of 6 done").waitFor();
    await checklist(page).getByRole("link", { name: "Add a logo" }).click();
    await choose(page, "Choose a logo", "logo.png", png({ width: 240, height: 56 }));
    await saved(visit, "Logo saved");
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>("img.s-logo")?.naturalWidth === 240,
    );

    await start(visit, "Banner");
    await checklist(page).getByRole("link", { name: "Write a banner" }).click();
    await page.waitForFunction(() => window.scrollY > 100);
    const text = "<img src=x onerror=alert(1)> Ask Mira first";
    await page.getByRole("textbox", { name: "Text" }).fill(text);
    await page.getByRole("button", { name: "Save the banner" }).click();
    await saved(visit, "Banner saved");
    await page
      .getByRole("note", { name: "Message to everybody" })
      .getByText(text, { exact: true })
      .waitFor();

    await start(visit, "Language, time zone and currency");
    await checklist(page).getByRole("link", { name: "Check the region" }).click();
    await page.getByRole("combobox", { name: "Time zone" }).fill("Madrid");
    await page.getByRole("option", { name: "Europe/Madrid" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Change how days and amounts are read?" });
    await dialog
      .getByText("From now on days begin and end in the new time zone", { exact: false })
      .waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Change it" }).click();
    await saved(visit, "Organisation saved");

    await start(visit, "Departments");
    await checklist(page).getByRole("link", { name: "Add departments" }).click();
    const lines = page.getByRole("textbox", { name: "Departments" });
    await lines.fill("Production\n    Packaging\n  Store");
    await page
      .getByText("Line 3: This line is indented between two levels.", { exact: false })
      .waitFor();
    await lines.fill("Production\n  Packaging\n  Store\nQuality");
    await page.getByRole("button", { name: "Add the departments" }).click();
    await saved(visit, "Departments added: 4");

    await checklist(page).getByRole("heading", { name: "People", exact: true }).waitFor();
    await checklist(page).getByRole("link", { name: "Import people" }).click();
    const list = page.getByRole("textbox", { name: "Or paste it here" });
    await list.fill(people.replace("Member@", "Wizard@"));
    await page.getByRole("button", { name: "Check the list" }).click();
    await page.getByText("There is no role “Wizard”.", { exact: false }).waitFor();
    await page.getByText("Lines to correct: 1 of 2").waitFor();
    expect(await page.getByRole("button", { name: "Import and invite everybody" }).count()).toBe(0);
    await choose(page, "Choose a file", "people.csv", Buffer.from(`\ufeff${people}`));
    await page.getByText("Ready to import: 2").waitFor();
    await page.getByRole("button", { name: "Import and invite everybody" }).click();
    await saved(visit, /People imported: 2/);
    await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    await page.getByRole("region", { name: "People" }).waitFor();
    await checklist(page).waitFor({ state: "detached" });
    await page.goto("/people?status=invited");
    await page.getByRole("link", { name: "Berg; Jonas" }).waitFor();
    await page.goto("/scopes");
    await page.getByRole("row", { name: /Level 3: Packaging/ }).waitFor();
    expect(visit.complaints).toEqual([]);
  },
);

test(
  "on a phone optional steps are left out, and the list is put away",
  { timeout: 40_000 },
  async () => {
    const visit = await newcomer(360);
    const { page } = visit;
    await start(visit, "Name and logo");
    await checklist(page).getByRole("button", { name: "Leave this out" }).click();
    await checklist(page).getByRole("heading", { name: "Banner", exact: true }).waitFor();
    await checklist(page).getByText("Left out").waitFor();
    await checklist(page).getByRole("button", { name: "Put this list away" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Put it away" }).click();
    await saved(visit, "Checklist put away");
    await checklist(page).waitFor({ state: "detached" });
    expect(visit.complaints).toEqual([]);
  },
);

test("the demo's organisations are set up, and show their logo", async () => {
  const { page, complaints } = await app.open({ as: "ingrid.holm" });
  await page.goto("/");
  await page.getByRole("region", { name: "People" }).waitFor();
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>("img.s-logo")?.naturalWidth === 96,
  );
  expect(await checklist(page).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a logo that is none and a list in another encoding are refused with what to do", async () => {
  const visit = await newcomer();
  const { page } = visit;
  await page.goto("/organization");
  await choose(page, "Choose a logo", "logo.png", Buffer.from("<svg onload='alert(1)'/>"));
  await page
    .getByRole("alert")
    .getByText("This is no PNG, JPEG or WebP picture.", { exact: false })
    .waitFor();
  await page.goto("/people/import");
  await choose(
    page,
    "Choose a file",
    "people.csv",
    Buffer.from("username,email,printed name\nj,j@example.org,J\xf6rg", "latin1"),
  );
  await page.getByRole("alert").getByText("The file is not UTF-8.", { exact: false }).waitFor();
  expect(visit.complaints).toEqual([]);
});
