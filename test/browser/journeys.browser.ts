import { expect, test } from "vitest";
import { password } from "../harness.ts";
import { startApp, type Visit } from "./app.ts";

const app = await startApp();

const saved = (visit: Visit, text: string): Promise<void> =>
  visit.page.getByRole("status").getByText(text).waitFor();

async function choose({ page }: Visit, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).fill(option);
  await page.getByRole("option", { name: option, exact: true }).first().click();
}

test("one click signs in as a person of the demo, and signing out ends it", async () => {
  const { page, complaints } = await app.open();
  await page.goto("/notices");
  await page.getByRole("button", { name: /Nora Lind/ }).click();
  await page.getByRole("heading", { name: "Notices" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/notices");
  await page.getByRole("button", { name: "You: Nora Lind" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto("/notices");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(complaints).toEqual([]);
});

test("a person of two organisations switches, and sees the other one's data only", async () => {
  const { page, complaints } = await app.open({ as: "paul.reyes" });
  await page.goto("/notices");
  const title = page.getByRole("button", { name: /^Organisation:/ });
  await page.locator("tbody td:first-child").first().waitFor();
  const shown = await page.locator("tbody td:first-child").allInnerTexts();
  const other = (await title.innerText()).includes("Northlake")
    ? "Meridian Contract Manufacturing"
    : "Northlake Pharma";
  await title.click();
  await page.getByRole("menuitem", { name: other }).click();
  await page.getByRole("status").getByText(`You are now in ${other}`).waitFor();
  await page.goto("/notices");
  await page.locator("tbody td:first-child").first().waitFor();
  const now = await page.locator("tbody td:first-child").allInnerTexts();
  expect(now.filter((text) => shown.includes(text))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a notice is posted and changed, and the log shows what changed by whom", async () => {
  const author = await app.open({ as: "nora.lind" });
  const { page } = author;
  await page.goto("/notices/new");
  await page.getByRole("button", { name: "Post the notice" }).click();
  await page.getByText("Fill this in.").first().waitFor();
  await page.getByLabel("Title").fill("Gate B closed on Monday");
  await page
    .getByLabel("Text")
    .fill("The gate is closed on Monday from 08:00 to 12:00. Use gate A instead.");
  await page.getByRole("button", { name: "Post the notice" }).click();
  await saved(author, "Notice posted");
  await page.getByRole("link", { name: "Edit" }).click();
  await page
    .getByLabel("Text")
    .fill("The gate is closed on Monday from 09:00 to 12:00. Use gate A instead.");
  await page.getByRole("button", { name: "Save" }).click();
  await saved(author, "Notice saved");
  await app.house.sequenced();

  const auditor = await app.open({
    as: "paul.reyes",
    organization: "0198f1a0-1000-7000-8000-000000000001",
  });
  await auditor.page.goto("/log?search=Gate+B");
  await auditor.page
    .getByRole("link", { name: /Nora Lind changed the notice Gate B closed on Monday/ })
    .click();
  await auditor.page.getByRole("link", { name: "Open its page" }).click();
  await auditor.page.getByRole("heading", { name: /the notice Gate B closed on Monday/ }).waitFor();
  expect(await auditor.page.locator("del").allInnerTexts()).toContainEqual(
    expect.stringContaining("08:00"),
  );
  expect(await auditor.page.locator("ins").allInnerTexts()).toContainEqual(
    expect.stringContaining("09:00"),
  );
  await auditor.page.getByText("Nora Lind").first().waitFor();
  expect([...author.complaints, ...auditor.complaints]).toEqual([]);
});

test("two people edit one notice: the second sees what the first changed and decides", async () => {
  const [one, two] = [await app.open({ as: "nora.lind" }), await app.open({ as: "nora.lind" })];
  await one.page.goto("/notices");
  await one.page.locator("tbody a").first().click();
  await one.page.getByRole("link", { name: "Edit" }).click();
  await two.page.goto(one.page.url().includes("/edit") ? one.page.url() : `${one.page.url()}/edit`);
  await two.page.getByLabel("Title").fill("Second title");
  await one.page.getByLabel("Title").fill("First title");
  await one.page.getByRole("button", { name: "Save" }).click();
  await saved(one, "Notice saved");
  await two.page.getByRole("button", { name: "Save" }).click();
  await two.page.getByRole("alert").getByText("First title").waitFor();
  await two.page.getByRole("button", { name: "Save mine over it" }).click();
  await saved(two, "Notice saved");
  await two.page.getByRole("heading", { name: "Second title" }).waitFor();
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

test("a session that ends in the middle of a form brings the person back with the typed text", async () => {
  const { page, context, complaints } = await app.open({ as: "nora.lind" });
  await page.goto("/notices/new");
  await page.getByLabel("Title").fill("Half a thought");
  await page.getByLabel("Text").fill("Typed before the session ended.");
  await context.clearCookies();
  await page.getByRole("button", { name: "Post the notice" }).click();
  await page.getByText("Your session has ended.").waitFor();
  await page.getByRole("textbox", { name: "User name" }).fill("nora.lind");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Your unsaved text from before is back.").waitFor();
  expect(await page.getByLabel("Title").inputValue()).toBe("Half a thought");
  expect(await page.getByLabel("Text").inputValue()).toBe("Typed before the session ended.");
  expect(complaints).toEqual([]);
});

test("an invited person follows the mailed link, sets a password and comes in", async () => {
  const administrator = await app.open({ as: "ingrid.holm" });
  await administrator.page.goto("/people/invite");
  await administrator.page.getByLabel("Full name").fill("Mira Novak");
  await administrator.page.getByLabel("Email").fill("mira.novak@example.org");
  await administrator.page.getByLabel("User name").fill("mira.novak");
  await choose(administrator, "First role", "Member");
  await administrator.page.getByRole("button", { name: "Send the invitation" }).click();
  await saved(administrator, "Invitation sent");
  await administrator.page.getByText("Invited", { exact: true }).waitFor();

  const { page, complaints } = await app.open();
  await page.goto("/outbox");
  await page.getByText("mira.novak@example.org").waitFor();
  await page
    .getByRole("link", { name: /\/link\// })
    .first()
    .click();
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.locator(".k-error").waitFor();
  await page.getByLabel("New password").fill("violet-anchor-meadow-7");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("You can sign in now.").waitFor();
  await page.getByRole("textbox", { name: "User name" }).fill("mira.novak");
  await page.getByLabel("Password").fill("violet-anchor-meadow-7");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Hello, Mira Novak" }).waitFor();
  expect([...complaints, ...administrator.complaints]).toEqual([]);
});

test("after five wrong passwords the account is locked, and the mailed link opens it", async () => {
  const { page, complaints } = await app.open();
  await page.goto("/sign-in");
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await page.getByRole("textbox", { name: "User name" }).fill("amara.osei");
    await page.getByLabel("Password").fill(attempt < 5 ? `wrong-password-${attempt}` : password);
    const answer = page.waitForResponse(/auth\/sign-in/);
    await page.getByRole("button", { name: "Sign in" }).click();
    expect((await answer).status()).toBe(401);
    await page.getByRole("alert").waitFor();
  }
  await page.goto("/outbox");
  await page
    .locator(".s-mail", { hasText: "amara.osei@example.org" })
    .getByRole("link")
    .first()
    .click();
  await page.getByRole("button", { name: "Open my account" }).click();
  await page.getByText("You can sign in now.").waitFor();
  await page.getByRole("button", { name: /Amara Osei/ }).click();
  await page.getByRole("heading", { name: "Hello, Amara Osei" }).waitFor();
  expect(complaints).toEqual([]);
});

test("a role is made, given in a scope until a day, and taken away", async () => {
  const visit = await app.open({ as: "lucia.torres" });
  const { page, complaints } = visit;
  await page.goto("/roles/new");
  await page.getByRole("textbox", { name: "Name" }).fill("Board keeper");
  await page.getByText("Read notices").click();
  await page.getByText("Post, change and remove notices").click();
  await page.getByRole("button", { name: "Make the role" }).click();
  await saved(visit, "Role saved");
  await page.goto("/people");
  await page.getByRole("link", { name: "Ana Silva" }).click();
  await page.getByRole("button", { name: "Add a role" }).click();
  await choose(visit, "Role", "Board keeper");
  await page.getByLabel("Last day").fill("2099-12-31");
  await page.getByRole("button", { name: "Add the role" }).click();
  await saved(visit, "Role added");
  await page.getByText("31 Dec 2099").waitFor();
  await page.getByRole("button", { name: "Remove the role Board keeper" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await saved(visit, "Role removed");
  expect(complaints).toEqual([]);
});

test("a scope is added, renamed and moved", async () => {
  const visit = await app.open({ as: "lucia.torres" });
  const { page } = visit;
  await page.goto("/scopes");
  await page.getByRole("button", { name: "Add a scope", exact: true }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Cold store");
  await page.getByRole("button", { name: "Add the scope" }).click();
  await saved(visit, "Scope added");
  await page.getByRole("button", { name: "Change Cold store" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Cold store 2");
  await page.getByRole("button", { name: "Save" }).click();
  await saved(visit, "Scope saved");
  await page.getByRole("button", { name: "Change Cold store 2" }).click();
  await page.getByRole("menuitem", { name: "Move" }).click();
  await choose(visit, "New place below", "Aster Foods");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await saved(visit, "Scope moved");
  await page.getByRole("row", { name: /Level 3: Cold store 2/ }).waitFor();
  expect(visit.complaints).toEqual([]);
});

test("a person is deactivated with a reason and comes back", async () => {
  const visit = await app.open({ as: "lucia.torres" });
  const { page } = visit;
  await page.goto("/people");
  await page.getByRole("link", { name: "Diego Ramos" }).click();
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByLabel("Reason").fill("On leave until spring");
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate", exact: true }).click();
  await saved(visit, "Person deactivated");
  await page.getByRole("button", { name: "Reactivate" }).click();
  await page.getByLabel("Reason").fill("Back again");
  await page.getByRole("dialog").getByRole("button", { name: "Reactivate" }).click();
  await saved(visit, "Person reactivated");
  expect(visit.complaints).toEqual([]);
});

test("the palette finds pages, people and actions, from the keyboard alone", async () => {
  const { page, complaints } = await app.open({ as: "ingrid.holm" });
  await page.goto("/");
  await page.getByRole("heading", { name: /Hello/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Search" }).waitFor();
  await page.keyboard.type("nora");
  await page.getByRole("menuitem", { name: /Nora Lind/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Nora Lind" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.getByRole("heading", { name: "Log" }).waitFor();
  expect(complaints).toEqual([]);
});
