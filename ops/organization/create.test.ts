import { expect, it } from "vitest";
import { password, testHouse } from "../../test/harness.ts";
import { enrol } from "../../test/second-factor.ts";
import { create } from "./create.ts";

const house = await testHouse();

it("the first administrator of a real organisation sets up a second factor before anything else", async () => {
  const said = await create(house.parts, {
    name: "Northlake",
    zone: "Europe/Athens",
    username: "ann",
    email: "ann@northlake.eu",
    language: "en",
    currency: "EUR",
  });
  const token = said.match(/\/link\/([\w-]+)/)?.[1];
  await house.call("identity.followLink", { token, password });
  const own = await house.logIn("ann");
  expect(await house.call("identity.getSession", {}, own)).toMatchObject({
    mustEnrol: true,
    roles: [{ key: "administrator" }],
  });
  await expect(house.call("access.listPeople", {}, own)).rejects.toMatchObject({
    code: "forbidden",
    message:
      "Your role asks for a second factor. Set it up in your profile first; everything else opens after that.",
  });
  await enrol(house, own, () => new Date());
  expect(await house.call("access.listPeople", {}, own)).toMatchObject({
    items: [{ username: "ann" }],
  });
});
