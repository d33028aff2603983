import { beforeEach, describe, expect, it } from "vitest";
import { testHouse, type TestOrganization, type TestPerson } from "../../test/harness.ts";
import { png } from "../../test/pictures.ts";

const house = await testHouse();
let organization: TestOrganization;
let administrator: TestPerson;

beforeEach(async () => {
  organization = await house.organization();
  administrator = await house.person(organization, ["administrator"]);
});

type Setup = { state: string; steps: { key: string; state: string }[]; withoutRole: number };

const as = <R = Record<string, unknown>>(id: string, input: unknown) =>
  house.call<R>(id, input, administrator.token);
const setup = () => as<Setup>("access.getSetup", {});
const open = async () =>
  (await setup()).steps.filter(({ state }) => state === "open").map(({ key }) => key);
const skip = (step: string) => as<Setup>("access.skipSetupStep", { step });
const region = { version: 1, language: "en", zone: "UTC", currency: "EUR" };
const closings = async () =>
  (
    await house.superuser.query<{ new: { how: string } }>(
      "select new from log_entry where type = 'access.setupClosed' and org_id = $1",
      [organization.id],
    )
  ).rows.map((row) => row.new.how);

describe("the first set-up", () => {
  it("reads what is done from what is there, and closes with the last step", async () => {
    expect(await open()).toEqual(["logo", "banner", "region", "departments", "people", "roles"]);
    await as("access.setLogo", {
      version: 0,
      pieces: [png({ width: 1, height: 1 }).toString("base64")],
    });
    await as("access.setBanner", { version: 0, text: "Welcome" });
    await as("access.editOrganization", region);
    expect(await open()).toEqual(["departments", "people", "roles"]);
    await as("access.addDepartments", {
      parentId: organization.id,
      items: [{ name: "Quality", depth: 0 }],
    });
    const { id } = await as<{ id: string }>("access.invitePerson", {
      username: `guest.${organization.id}`,
      email: "guest@example.org",
      printedName: "Guest",
    });
    expect(await open()).toEqual(["roles"]);
    expect(await setup()).toMatchObject({ state: "open", withoutRole: 1 });
    const { items } = await as<{ items: { id: string; key: string | null }[] }>(
      "access.listRoles",
      {},
    );
    const roleId = items.find(({ key }) => key === "member")?.id;
    const person = await as<{ roles: { id: string }[] }>("access.assignRole", {
      id,
      roleId,
      scopeId: organization.id,
    });
    expect(await setup()).toMatchObject({ state: "done" });

    await as("access.withdrawRole", { id, assignmentId: person.roles[0]?.id });
    expect(await setup()).toMatchObject({ state: "done", withoutRole: 1 });
    expect(await closings()).toEqual(["done"]);
  });

  it("lets optional steps be left out, which is stored and logged once", async () => {
    for (const step of ["logo", "banner", "departments", "people", "people"]) await skip(step);
    expect(await open()).toEqual(["region"]);
    await as("access.editOrganization", region);
    expect((await setup()).state).toBe("done");
    const { rows } = await house.superuser.query(
      "select from log_entry where type = 'access.setupDecision' and org_id = $1",
      [organization.id],
    );
    expect(rows).toHaveLength(5);
  });

  it.each(["region", "roles", "everything"])("does not do without “%s”", async (step) => {
    await expect(skip(step)).rejects.toMatchObject({ code: "invalid" });
  });

  it("is put away for good by an administrator, once", async () => {
    expect(await as("access.dismissSetup", {})).toMatchObject({ state: "dismissed" });
    await expect(as("access.dismissSetup", {})).rejects.toMatchObject({ code: "conflict" });
    expect(await closings()).toEqual(["dismissed"]);
  });

  it("counts only roles in force", async () => {
    await house.person(organization, [{ role: "member", endsOn: "2020-01-01" }]);
    expect(await open()).toContain("roles");
    expect((await setup()).withoutRole).toBe(1);
  });
});
