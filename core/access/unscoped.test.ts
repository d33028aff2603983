import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();

it.each([
  "access.listPeople",
  "access.summarisePeople",
  "access.listRoles",
  "access.listPermissions",
  "access.listEndingRoles",
  "access.listReviews",
])(
  "%s asks for the right in the whole organisation: people and roles lie in no scope",
  async (operation) => {
    const organization = await house.organization();
    const part = await house.scope(organization, "A part");
    const there = await house.person(organization, [{ role: "administrator", in: part }]);
    const everywhere = await house.person(organization, ["administrator"]);
    await expect(house.call(operation, {}, there.token)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(house.call(operation, {}, everywhere.token)).resolves.toBeTruthy();
  },
);
