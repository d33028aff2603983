import { describe, expect, it } from "vitest";
import { grantsOf } from "#core/access";
import { apps, testHouse } from "../../test/harness.ts";
import type { TestOrganization } from "../../test/harness.ts";

const house = await testHouse();
const all = [...house.parts.settings.permissions.keys()];

const furnish = async (zone?: string) => {
  const organization = await house.organization(zone);
  return { organization, administrator: await house.person(organization, ["administrator"]) };
};

type Role = {
  id: string;
  key: string | null;
  version: number;
  permissions: string[];
  people: number;
};
const rolesOf = async (token: string) =>
  (await house.call<{ items: Role[] }>("access.listRoles", {}, token)).items;
const board = (token: string) => house.call("home.listNotices", {}, token);
const addRole = (token: string, permissions: readonly string[]) =>
  house.call<Role>("access.addRole", { name: `Role of ${permissions.join()}`, permissions }, token);
const assign = (token: string, id: string, roleId: string, organization: TestOrganization) =>
  house.call("access.assignRole", { id, roleId, scopeId: organization.id }, token);

describe("a role that ends (Part 11 11.10(d))", () => {
  const dayIn = (zone: string, days: number): string =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(Date.now() + days * 86_400_000);

  // At any moment one of these two lives in another day than UTC does.
  it.each(["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Athens"])(
    "holds through its last day in the organisation's zone %s, and not a day longer",
    async (zone) => {
      const { organization } = await furnish(zone);
      const until = (days: number) =>
        house.person(organization, [{ role: "member", endsOn: dayIn(zone, days) }]);
      expect(await board((await until(1)).token)).toHaveProperty("items");
      expect(await board((await until(0)).token)).toHaveProperty("items");
      const past = await until(-1);
      await expect(board(past.token)).rejects.toMatchObject({ code: "forbidden" });
      expect(await house.call("identity.getSession", {}, past.token)).toMatchObject({
        permissions: {},
        roles: [],
      });
    },
  );

  it("is announced to whoever looks after people", async () => {
    const { organization, administrator } = await furnish();
    const person = await house.person(organization, [{ role: "member", endsOn: dayIn("UTC", 3) }]);
    await house.person(organization, [{ role: "member", endsOn: dayIn("UTC", 99) }]);
    expect(await house.call("access.summarisePeople", {}, administrator.token)).toMatchObject({
      rolesEnding: 1,
    });
    expect(await house.call("access.listEndingRoles", {}, administrator.token)).toMatchObject({
      items: [{ personId: person.membershipId, roleName: "Member", endsOn: dayIn("UTC", 3) }],
    });
  });
});

describe("the built-in roles", () => {
  it("let the auditor read everything there is, and the administrator nothing of the business", async () => {
    const { auditor = [], administrator = [], member = [] } = grantsOf(apps);
    expect(auditor.filter((one) => one.endsWith(".read")).toSorted()).toEqual(
      all.filter((one) => one.endsWith(".read")).toSorted(),
    );
    expect(auditor.filter((one) => !one.endsWith(".read"))).toEqual(["log.entry.export"]);
    expect(administrator.filter((one) => !/^(access|log|signatures)\./.test(one))).toEqual([]);
    expect(member).not.toContain("access.person.write");
    const { administrator: somebody } = await furnish();
    for (const role of await rolesOf(somebody.token))
      expect(role.permissions.toSorted()).toEqual(
        (grantsOf(apps)[String(role.key)] ?? []).toSorted(),
      );
  });

  it("cannot be changed or removed", async () => {
    const { administrator } = await furnish();
    for (const { id, version } of await rolesOf(administrator.token)) {
      await expect(
        house.call("access.editRole", { id, version, permissions: all }, administrator.token),
      ).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("Make a role of your own"),
      });
      await expect(
        house.call("access.removeRole", { id, version }, administrator.token),
      ).rejects.toMatchObject({ code: "conflict" });
    }
  });
});

describe("a role of one's own", () => {
  it("is made, changed with effect at once, and removed when nobody holds it", async () => {
    const { organization, administrator } = await furnish();
    const role = await addRole(administrator.token, ["home.notice.read", "home.notice.read"]);
    expect(role).toMatchObject({
      key: null,
      permissions: ["home.notice.read"],
      people: 0,
      version: 1,
    });
    const person = await house.person(organization, []);
    await assign(administrator.token, person.membershipId, role.id, organization);
    expect(await board(person.token)).toHaveProperty("items");

    const changed = await house.call<Role>(
      "access.editRole",
      { id: role.id, version: 1, permissions: ["access.scope.read"] },
      administrator.token,
    );
    expect(changed).toMatchObject({ permissions: ["access.scope.read"], people: 1, version: 2 });
    await expect(board(person.token)).rejects.toMatchObject({ code: "forbidden" });

    const remove = { id: role.id, version: 2 };
    await expect(
      house.call("access.removeRole", remove, administrator.token),
    ).rejects.toMatchObject({
      code: "conflict",
      message: "Somebody still holds this role. Take it from them first, then remove it.",
    });
    const { roles } = await house.call<{ roles: { id: string }[] }>(
      "access.getPerson",
      { id: person.membershipId },
      administrator.token,
    );
    await house.call(
      "access.withdrawRole",
      { id: person.membershipId, assignmentId: roles[0]?.id },
      administrator.token,
    );
    expect(await house.call("access.removeRole", remove, administrator.token)).toBeNull();
    expect((await rolesOf(administrator.token)).map(({ key }) => key)).not.toContain(null);
  });

  it("that is saved unchanged gets neither version nor entry", async () => {
    const { administrator } = await furnish();
    const { id, permissions } = await addRole(administrator.token, ["home.notice.read"]);
    const entries = async () => (await house.superuser.query("select from log_entry")).rowCount;
    const before = await entries();
    expect(
      await house.call("access.editRole", { id, version: 1, permissions }, administrator.token),
    ).toMatchObject({ version: 1 });
    expect(await entries()).toBe(before);
  });

  it("carries known permissions only, under a name that is free", async () => {
    const { administrator } = await furnish();
    await expect(addRole(administrator.token, ["home.notice.burn"])).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "permissions", message: expect.stringContaining("home.notice.burn") }],
    });
    await addRole(administrator.token, ["home.notice.read"]);
    await expect(addRole(administrator.token, ["home.notice.read"])).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is changed by one of two who change the same version", async () => {
    const { administrator } = await furnish();
    const { id } = await addRole(administrator.token, ["home.notice.read"]);
    const outcomes = await Promise.allSettled(
      ["One", "Two"].map((name) =>
        house.call("access.editRole", { id, version: 1, name }, administrator.token),
      ),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("the last person who can manage people", () => {
  const lastOne = {
    code: "conflict",
    message: expect.stringContaining("the last person who can manage people"),
  };
  const administration = async (token: string, id: string) =>
    await house.call<{ roles: { id: string }[]; version: number }>(
      "access.getPerson",
      { id },
      token,
    );

  it("is neither deactivated nor loses the role", async () => {
    const { administrator } = await furnish();
    const { token, membershipId: id } = administrator;
    const { roles, version } = await administration(token, id);
    await expect(
      house.call("access.withdrawRole", { id, assignmentId: roles[0]?.id }, token),
    ).rejects.toMatchObject(lastOne);
    await expect(
      house.call("access.deactivatePerson", { id, version, reason: "Leaving" }, token),
    ).rejects.toMatchObject(lastOne);
    expect(await house.call("access.getPerson", { id }, token)).toMatchObject({
      active: true,
      roles: [{ key: "administrator" }],
    });
  });

  it("does not lose the right by a change of the role that carries it", async () => {
    const { organization, administrator } = await furnish();
    const role = await addRole(administrator.token, [
      "access.person.read",
      "access.person.write",
      "access.role.write",
    ]);
    const second = await house.person(organization, []);
    await assign(administrator.token, second.membershipId, role.id, organization);
    const { roles } = await administration(second.token, administrator.membershipId);
    await house.call(
      "access.withdrawRole",
      { id: administrator.membershipId, assignmentId: roles[0]?.id },
      second.token,
    );
    await expect(
      house.call(
        "access.editRole",
        { id: role.id, version: 1, permissions: ["access.person.read"] },
        second.token,
      ),
    ).rejects.toMatchObject(lastOne);
  });

  it("is left over when two remove each other at once", async () => {
    const { organization, administrator: one } = await furnish();
    const two = await house.person(organization, ["administrator"]);
    const remove = async (by: typeof one, whom: typeof one) => {
      const { roles } = await administration(by.token, whom.membershipId);
      return () =>
        house.call(
          "access.withdrawRole",
          { id: whom.membershipId, assignmentId: roles[0]?.id },
          by.token,
        );
    };
    const both = [await remove(one, two), await remove(two, one)];
    const outcomes = await Promise.allSettled(both.map((removal) => removal()));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { rowCount } = await house.superuser.query(
      "select from membership_role mr join role r on r.org_id = mr.org_id and r.id = mr.role_id where mr.org_id = $1 and r.key = 'administrator'",
      [organization.id],
    );
    expect(rowCount).toBe(1);
  });
});
