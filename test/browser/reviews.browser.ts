import { expect, test } from "vitest";
import { startApp, type Visit } from "./app.ts";

const app = await startApp();
const northlake = { id: "0198f1a0-1000-7000-8000-000000000001", name: "Northlake Pharma" };

const saved = ({ page }: Visit, text: string): Promise<void> =>
  page.getByRole("status").getByText(text).waitFor();

const choose = async ({ page }: Visit, label: string, typed: string, option: string) => {
  await page.getByRole("combobox", { name: label }).fill(typed);
  await page.getByRole("option", { name: option, exact: true }).click();
};

test("a review is opened, worked through from the keyboard, finished by another and closed for good", async () => {
  const second = await app.house.person(northlake, ["administrator"]);
  const one = await app.open({ as: "ingrid.holm" });
  const { page } = one;
  await page.goto("/access-reviews");
  await page.getByRole("link", { name: "Open a review" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Fourth quarter");
  await page.getByLabel("Due").fill("2099-12-31");
  await page.getByRole("button", { name: "Open the review" }).click();
  await saved(one, "Review opened");
  await page.getByText("Yours: somebody else decides").waitFor();

  const rowOf = (name: string) => page.locator("tbody", { hasText: name });
  const keepFocused = async () => {
    const { name } = await page.evaluate(() => ({
      name: document.activeElement?.textContent ?? "",
    }));
    await page.keyboard.press("k");
    await saved(one, "Role kept");
    return name;
  };
  const amara = rowOf("Amara Osei");
  await amara.getByRole("button", { name: /^Keep/ }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  expect(await keepFocused()).toContain("Amara Osei");
  await amara.getByText("Kept", { exact: true }).waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ""))
    .toMatch(/^Keep (?!Amara)/);

  await rowOf("Lena Berg").getByRole("button", { name: /^Keep/ }).focus();
  await page.keyboard.press("r");
  await page.getByRole("dialog", { name: "Remove this role?" }).waitFor();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("Fill this in.").waitFor();
  await page.getByLabel("Reason").fill("Works in another plant now");
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await saved(one, "Role removed");
  await rowOf("Lena Berg").getByText("Works in another plant now").waitFor();

  for (const row of await page.locator("[data-undecided] .k-check").all()) await row.click();
  await page.getByRole("button", { name: "Keep selected" }).click();
  await saved(one, "roles kept");
  await page.getByText("What is still undecided is your own access").waitFor();
  expect(await page.getByRole("button", { name: "Close the review" }).count()).toBe(0);

  const two = await app.open({ as: second.username });
  await two.page.goto("/");
  await two.page.getByRole("link", { name: "Fourth quarter" }).click();
  await two.page.getByRole("button", { name: "Undecided" }).click();
  await two.page.getByRole("button", { name: /^Keep Ingrid Holm/ }).click();
  await saved(two, "Role kept");
  await two.page.getByRole("button", { name: "Close the review" }).click();
  await two.page.getByRole("dialog").getByRole("button", { name: "Close the review" }).click();
  await saved(two, "Review closed");
  await two.page.getByText("Nothing of it changes any more.").waitFor();
  await two.page.getByRole("button", { name: "All", exact: true }).click();
  await two.page.getByText("Works in another plant now").waitFor();
  expect(await two.page.locator("[data-undecided]").count()).toBe(0);
  expect(await two.page.getByRole("button", { name: /^Remove/ }).count()).toBe(0);
  const download = two.page.waitForEvent("download");
  await two.page.getByRole("link", { name: "Export as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("access-review-2099-12-31.csv");
  await two.page.goto("/access-reviews?state=closed");
  await two.page.getByRole("link", { name: "Fourth quarter" }).waitFor();
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

test("whoever leaves names a successor for the people who report to them", async () => {
  const visit = await app.open({ as: "ingrid.holm" });
  const { page } = visit;
  await page.goto("/people");
  await page.getByRole("link", { name: "Erik Sand" }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await choose(visit, "Manager", "amara", "Amara Osei");
  await page.getByRole("button", { name: "Save" }).click();
  await saved(visit, "Person saved");
  await page.getByRole("link", { name: "Amara Osei" }).click();
  await page.getByRole("heading", { name: "Amara Osei" }).waitFor();
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("People who report to them").waitFor();
  await dialog.getByLabel("Reason").fill("Moves to another company");
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await dialog.getByText("Fill this in.").waitFor();
  await choose(visit, "Successor", "nora", "Nora Lind");
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await saved(visit, "Person deactivated");
  await page.goto("/people");
  await page.getByRole("link", { name: "Erik Sand" }).click();
  await page.getByRole("link", { name: "Nora Lind" }).waitFor();
  expect(visit.complaints).toEqual([]);
});

test("a role that ends soon is found from the first page and extended", async () => {
  const person = await app.house.person(northlake, [
    { role: "member", endsOn: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10) },
  ]);
  const visit = await app.open({ as: "ingrid.holm" });
  const { page } = visit;
  await page.goto("/");
  await page.getByRole("link", { name: "Roles that end within 30 days" }).click();
  await page.getByRole("row", { name: person.username }).getByRole("button").click();
  await page.getByRole("textbox", { name: "Last day" }).fill("2099-12-31");
  await page.getByLabel("Reason").fill("The project goes on");
  await page.getByRole("button", { name: "Change the last day" }).click();
  await saved(visit, "Last day changed");
  await page.getByRole("row", { name: person.username }).waitFor({ state: "detached" });
  expect(visit.complaints).toEqual([]);
});
