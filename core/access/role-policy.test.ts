import { describe, expect, it } from "vitest";
import { password, type TestOrganization, type TestPerson, testHouse } from "../../test/harness.ts";
import { appCode, enrol } from "../../test/second-factor.ts";

// Ahead by whole steps when a second code is needed: the confirming one is spent.
let later = 0;
const now = () => new Date(Date.now() + later);
const house = await testHouse({ clock: now });

type Role = { id: string; key: string | null; version: number; secondFactor: boolean };
type Session = { mustEnrol: boolean };

const furnish = async () => {
  const organization = await house.organization();
  const administrator = await house.person(organization, ["administrator"]);
  return { organization, administrator };
};
const roleOf = async (token: string, key: string): Promise<Role> => {
  const { items } = await house.call<{ items: Role[] }>("access.listRoles", {}, token);
  const role = items.find((one) => one.key === key);
  if (!role) throw new Error(`There is no role ${key}.`);
  return role;
};
const demand = async (administrator: TestPerson, key: string, required = true): Promise<Role> => {
  const { id, version } = await roleOf(administrator.token, key);
  return house.call<Role>(
    "access.requireSecondFactor",
    { id, version, required },
    administrator.token,
  );
};
const mustEnrol = async (token: string) =>
  (await house.call<Session>("identity.getSession", {}, token)).mustEnrol;
const notices = (token: string) =>
  house.call("home.listNotices", {}, token).then(
    () => "open",
    (failure: Error) => failure.message,
  );
const closed =
  "Your role asks for a second factor. Set it up in your profile first; everything else opens after that.";
const give = (administrator: TestPerson, id: string, role: Role, scope: TestOrganization) =>
  house.call<{ roles: { id: string; key: string | null }[] }>(
    "access.assignRole",
    { id, roleId: role.id, scopeId: scope.id },
    administrator.token,
  );

describe("a role that demands a second factor (Part 11 11.10(g); ASVS 6.3.3)", () => {
  it("closes running sessions at once until one is set up, and new ones from the start", async () => {
    const { organization, administrator } = await furnish();
    const member = await house.person(organization, ["member"]);
    expect(await mustEnrol(member.token)).toBe(false);
    expect(await demand(administrator, "member")).toMatchObject({ secondFactor: true, version: 2 });
    expect(await mustEnrol(administrator.token)).toBe(false);
    expect(await mustEnrol(member.token)).toBe(true);
    expect(await notices(member.token)).toBe(closed);
    const again = await house.logIn(member.username, organization.id);
    expect(await mustEnrol(again)).toBe(true);
    expect(await notices(again)).toBe(closed);
    await enrol(house, again, now);
    expect(await mustEnrol(again)).toBe(false);
    expect(await notices(again)).toBe("open");
  });

  it("opens them again when it ceases to, and changes nothing when it says so twice", async () => {
    const { organization, administrator } = await furnish();
    const member = await house.person(organization, ["member"]);
    await demand(administrator, "member");
    expect(await demand(administrator, "member")).toMatchObject({ version: 2 });
    expect(await demand(administrator, "member", false)).toMatchObject({ version: 3 });
    expect(await notices(member.token)).toBe("open");
    const { id } = await roleOf(administrator.token, "member");
    await expect(
      house.call(
        "access.requireSecondFactor",
        { id, version: 2, required: true },
        administrator.token,
      ),
    ).rejects.toMatchObject({ code: "conflict" });
    const { rows } = await house.superuser.query<{ demanded: boolean; operation: string }>(
      `select (new ->> 'second_factor')::boolean as demanded, context ->> 'operation' as operation
        from log_entry where record_id = $1 and action = 'update' order by hint`,
      [id],
    );
    expect(rows).toEqual([
      { demanded: true, operation: "access.requireSecondFactor" },
      { demanded: false, operation: "access.requireSecondFactor" },
    ]);
  });

  it("closes the sessions of whoever is given it, and opens them when it is taken away", async () => {
    const { organization, administrator } = await furnish();
    const somebody = await house.person(organization, ["member"]);
    await demand(administrator, "auditor");
    const auditor = await roleOf(administrator.token, "auditor");
    const { roles } = await give(administrator, somebody.membershipId, auditor, organization);
    expect(await notices(somebody.token)).toBe(closed);
    const assignmentId = roles.find(({ key }) => key === "auditor")?.id;
    await house.call(
      "access.withdrawRole",
      { id: somebody.membershipId, assignmentId },
      administrator.token,
    );
    expect(await notices(somebody.token)).toBe("open");
  });

  it("demands it in whatever scope the role is held, and no longer than it is held", async () => {
    const { organization, administrator } = await furnish();
    const scope = await house.scope(organization, "East");
    await demand(administrator, "member");
    const inScope = await house.person(organization, [{ role: "member", in: scope }]);
    expect(await mustEnrol(inScope.token)).toBe(true);
    const ended = await house.person(organization, [
      { role: "member", endsOn: new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10) },
    ]);
    expect(await mustEnrol(ended.token)).toBe(false);
  });

  it("asks in its own organisation only, at the sign-in there and at the switch to it", async () => {
    const strict = await furnish();
    const easy = await furnish();
    const person = await house.person(easy.organization, ["member"]);
    await demand(strict.administrator, "member");
    const { id } = await house.call<{ id: string }>(
      "access.invitePerson",
      { username: person.username, email: `${person.username}@example.org`, printedName: "Both" },
      strict.administrator.token,
    );
    const member = await roleOf(strict.administrator.token, "member");
    await give(strict.administrator, id, member, strict.organization);
    expect(await notices(person.token)).toBe("open");
    expect(await mustEnrol(await house.logIn(person.username, strict.organization.id))).toBe(true);
    expect(await mustEnrol(await house.logIn(person.username, easy.organization.id))).toBe(false);
    const { secret } = await enrol(house, person.token, now);
    later += 60_000;
    await expect(
      house.call(
        "identity.removeSecondFactor",
        { password, code: appCode(secret, now()) },
        person.token,
      ),
    ).rejects.toMatchObject({
      code: "conflict",
      message: `A role of yours in ${strict.organization.name} asks for a second factor. Set up another app in its place, or ask an administrator there.`,
    });
    // The refusal undid everything, the use of the code as well.
    await demand(strict.administrator, "member", false);
    await house.call(
      "identity.removeSecondFactor",
      { password, code: appCode(secret, now()) },
      person.token,
    );
    expect(await house.call("identity.getSecondFactor", {}, person.token)).toEqual({
      confirmedAt: null,
      recoveryCodes: 0,
      demandedBy: [],
    });
  });

  it("misses nobody who signs in or is given the role at the same moment", async () => {
    const { organization, administrator } = await furnish();
    const people = await Promise.all(
      Array.from({ length: 4 }, () => house.person(organization, ["member"])),
    );
    const late = await Promise.all(Array.from({ length: 4 }, () => house.person(organization, [])));
    const member = await roleOf(administrator.token, "member");
    const [tokens] = await Promise.all([
      Promise.all(people.map(({ username }) => house.logIn(username, organization.id))),
      new Promise((resolve) => setTimeout(resolve, 60)).then(() => demand(administrator, "member")),
      ...late.map(({ membershipId }) => give(administrator, membershipId, member, organization)),
    ]);
    for (const token of [
      ...tokens,
      ...people.map((one) => one.token),
      ...late.map((one) => one.token),
    ])
      expect(await mustEnrol(token)).toBe(true);
  });
});
