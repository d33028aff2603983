import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();

it("an erasure leaves the person's name nowhere, not even in images that never changed it", async () => {
  const organization = await house.organization();
  const { token } = await house.person(organization, ["administrator"]);
  const { id } = await house.call<{ id: string }>(
    "access.invitePerson",
    {
      username: "vera.oak",
      email: "vera.oak@example.org",
      printedName: "Vera Oak",
      employeeNumber: "E-4711",
    },
    token,
  );
  // An update of something else: its images carry the name, its commitments do not.
  await house.call("access.editPerson", { id, version: 1, department: "Quality" }, token);
  await house.sequenced();
  expect(await mentions()).toBeGreaterThan(0);

  await house.superuser.query("select person_erase(id) from person_by_username('vera.oak')");
  await house.sequenced();
  expect(await mentions()).toBe(0);
  const { rows } = await house.superuser.query("select from log_entry where withholds is not null");
  expect(rows.length).toBeGreaterThan(0);
});

const mentions = async (): Promise<number> => {
  const { rows } = await house.superuser.query<{ count: string }>(`
    select (select count(*) from log_entry e where e::text ~* 'vera.oak|Vera Oak|E-4711')
      + (select count(*) from person p where p::text ~* 'vera.oak') + (select count(*) from membership m where m::text ~* 'Vera Oak|E-4711')
      + (select count(*) from mail m where m::text ~* 'vera.oak') as count`);
  return Number(rows[0]?.count);
};
