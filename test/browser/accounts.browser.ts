import { expect, test } from "vitest";
import { password } from "../harness.ts";
import { lettersTo } from "../letters.ts";
import { enrol } from "../second-factor.ts";
import { startApp, visit, type Visit } from "./app.ts";

const app = await startApp();
const northlake = "0198f1a0-1000-7000-8000-000000000001";

const saved = (visited: Visit, text: string): Promise<void> =>
  visited.page.getByRole("status").getByText(text).waitFor();

const idOf = async ({ context }: Visit, username: string): Promise<string> => {
  const answer = await context.request.get("/api/v1/people?limit=100");
  const { items } = (await answer.json()) as { items: { id: string; username: string }[] };
  return items.find((person) => person.username === username)?.id ?? "";
};

test("a token is made from the profile, works, is seen by the administrator and revoked", async () => {
  const owner = await app.open({ as: "nora.lind" });
  const { page } = owner;
  await visit(page, "/profile");
  await page.getByRole("link", { name: "Your access tokens" }).click();
  await page.getByRole("link", { name: "Make a token" }).first().click();
  await page.getByRole("button", { name: "Make the token" }).click();
  await page.getByText("Fill this in.").first().waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("Notice board in the hall");
  await page.getByText("Read notices", { exact: true }).click();
  await page.getByRole("button", { name: "Make the token" }).click();
  const secret = await page.getByText(/^plumb_/).innerText();
  const list = () =>
    fetch(`${app.url}/api/v1/notices`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await list()).status).toBe(200);
  await page.getByRole("link", { name: "I have kept it" }).click();
  await page.getByRole("cell", { name: "Notice board in the hall", exact: true }).waitFor();
  expect(await page.content()).not.toContain(secret);

  const administrator = await app.open({ as: "ingrid.holm" });
  await visit(administrator.page, "/tokens/all");
  await administrator.page.getByRole("button", { name: /^Revoke Notice board/ }).click();
  await administrator.page.getByRole("button", { name: "Revoke", exact: true }).click();
  await saved(administrator, "Token revoked");
  expect((await list()).status).toBe(401);
  await visit(page, "/tokens?state=all");
  await page.getByRole("cell", { name: "Revoked" }).waitFor();
  expect([...owner.complaints, ...administrator.complaints]).toEqual([]);
});

test("a locked account is opened by an administrator who says why", async () => {
  for (let time = 0; time < 5; time++)
    await app.house
      .call("identity.logIn", { username: "erik.sand", password: "wrong" })
      .catch(() => undefined);
  const administrator = await app.open({ as: "ingrid.holm" });
  const { page } = administrator;
  await visit(page, `/people/${await idOf(administrator, "erik.sand")}`);
  await page.getByText("Locked", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Called from the shop floor");
  await page.getByRole("dialog").getByRole("button", { name: "Unlock" }).click();
  await saved(administrator, "Account unlocked");
  await page.getByText("Active", { exact: true }).waitFor();
  expect(await app.house.logIn("erik.sand")).toBeTypeOf("string");
  expect(administrator.complaints).toEqual([]);
});

test("password and second factor are reset together by two administrators in two browsers", async () => {
  await enrol(app.house, await app.house.logIn("amara.osei"), () => new Date());
  const [one, two] = [await app.open({ as: "ingrid.holm" }), await app.open({ as: "nora.lind" })];
  const roles = (await (await one.context.request.get("/api/v1/roles")).json()) as {
    items: { id: string; key: string | null }[];
  };
  const given = await one.context.request.post(
    `/api/v1/people/${await idOf(one, "nora.lind")}/roles`,
    {
      headers: { "x-plumbline": "1" },
      data: {
        roleId: roles.items.find(({ key }) => key === "administrator")?.id,
        scopeId: northlake,
      },
    },
  );
  expect(given.status(), await given.text()).toBe(200);
  await visit(one.page, `/people/${await idOf(one, "amara.osei")}`);
  await one.page.getByRole("button", { name: "Reset both" }).click();
  await one.page.getByLabel("Reason").fill("Telephone lost, password forgotten");
  await one.page.getByRole("button", { name: "Ask for the reset" }).click();
  await saved(one, "Reset asked for");
  await one.page.getByRole("button", { name: "Withdraw" }).waitFor();
  expect(await one.page.getByRole("button", { name: "Approve" }).count()).toBe(0);

  await visit(two.page, `/people/${await idOf(two, "amara.osei")}`);
  await two.page.getByRole("button", { name: "Approve" }).click();
  await two.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await saved(two, "Reset approved");

  const [letter] = await lettersTo(app.house, "amara.osei@example.org");
  const path = /\/link\/\S+/.exec(letter?.body ?? "")?.[0] ?? "";
  const person = await app.open();
  await visit(person.page, path);
  await person.page.getByRole("heading", { name: "Begin again with your account" }).waitFor();
  await person.page.getByLabel("New password").fill("seven quiet herons wade");
  await person.page.getByRole("button", { name: "Set the password" }).click();
  await person.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await expect(
    app.house.call("identity.logIn", { username: "amara.osei", password }),
  ).rejects.toMatchObject({ code: "unauthenticated" });
  await app.house.call("identity.logIn", {
    username: "amara.osei",
    password: "seven quiet herons wade",
  });
  expect([...one.complaints, ...two.complaints, ...person.complaints]).toEqual([]);
});
