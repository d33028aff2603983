import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import type { TestOrganization } from "../../test/harness.ts";

const house = await testHouse();
const organization = await house.organization();
const administrator = await house.person(organization, ["administrator"]);
const newName = () => `guest.${randomBytes(5).toString("hex")}`;

type Person = {
  id: string;
  version: number;
  active: boolean;
  username: string;
  roles: { id: string }[];
};
const invite = (username: string, token: string, more: Record<string, unknown> = {}) =>
  house.call<Person>(
    "access.invitePerson",
    { username, email: `${username}@example.org`, printedName: "Guest", ...more },
    token,
  );
const elsewhere = async (): Promise<{ organization: TestOrganization; token: string }> => {
  const other = await house.organization();
  return { organization: other, token: (await house.person(other, ["administrator"])).token };
};
const entriesOf = async (recordId: string) =>
  (
    await house.superuser.query<{ entry: string }>(
      "select action || ' ' || type as entry from log_entry where record_id = $1 order by hint",
      [recordId],
    )
  ).rows.map(({ entry }) => entry);

describe("an invited person", () => {
  it("is there with roles, a letter and entries", async () => {
    const username = newName();
    const { items } = await house.call<{ items: { id: string; key: string }[] }>(
      "access.listRoles",
      {},
      administrator.token,
    );
    const roleId = items.find(({ key }) => key === "member")?.id;
    const person = await invite(username, administrator.token, {
      title: "Analyst",
      roles: [{ roleId, scopeId: organization.id, endsOn: "2999-12-31" }],
    });
    expect(person).toMatchObject({
      username,
      title: "Analyst",
      invited: true,
      active: true,
      version: 1,
      roles: [{ key: "member", scopeId: organization.id, endsOn: "2999-12-31" }],
    });
    expect(await entriesOf(person.id)).toEqual(["insert access.membership"]);
    expect(await entriesOf(person.roles[0]?.id ?? "")).toEqual(["insert access.membershipRole"]);
    const { rows } = await house.superuser.query("select subject from mail where recipient = $1", [
      `${username}@example.org`,
    ]);
    expect(rows).toEqual([{ subject: "Your invitation to Plumbline" }]);
  });

  it("whose name belongs to somebody is refused, here and elsewhere, and nothing is left", async () => {
    const username = newName();
    await invite(username, administrator.token);
    const taken = {
      code: "invalid",
      fields: [{ path: "username", message: expect.stringContaining("This user name is taken") }],
    };
    await expect(invite(username.toUpperCase(), administrator.token)).rejects.toMatchObject(taken);
    const other = await elsewhere();
    await expect(
      invite(username, other.token, { email: "another@example.org" }),
    ).rejects.toMatchObject(taken);
    const { rowCount } = await house.superuser.query("select from membership where org_id = $1", [
      other.organization.id,
    ]);
    expect(rowCount).toBe(1);
  });

  it("who is known elsewhere by name and address joins, and is somebody of their own there", async () => {
    const username = newName();
    const here = await invite(username, administrator.token, { title: "Analyst" });
    const other = await elsewhere();
    const there = await invite(username, other.token, {
      printedName: "Known as another",
      title: "Director",
    });
    expect(there.id).not.toBe(here.id);
    await house.call(
      "access.deactivatePerson",
      { id: there.id, version: 1, reason: "Left us" },
      other.token,
    );
    expect(
      await house.call("access.getPerson", { id: here.id }, administrator.token),
    ).toMatchObject({
      printedName: "Guest",
      title: "Analyst",
      active: true,
      version: 1,
    });
    const { rowCount } = await house.superuser.query("select from person where username = $1", [
      username,
    ]);
    expect(rowCount).toBe(1);
  });

  it("gets roles of the own organisation only", async () => {
    const other = await elsewhere();
    const { items } = await house.call<{ items: { id: string }[] }>(
      "access.listRoles",
      {},
      other.token,
    );
    const username = newName();
    await expect(
      invite(username, administrator.token, {
        roles: [{ roleId: items[0]?.id, scopeId: organization.id }],
      }),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "roleId" }] });
    const { rowCount } = await house.superuser.query("select from person where username = $1", [
      username,
    ]);
    expect(rowCount).toBe(0);
  });
});

describe("a deactivated person (Part 11 11.10(d), 11.300(c); ASVS 7.4.2)", () => {
  it("is out at once, keeps what they did, and comes back by reactivation", async () => {
    const person = await house.person(organization, ["member"]);
    const { membershipId: id, token } = person;
    await house.call(
      "home.postNotice",
      { title: "By the leaver", text: "", fromOn: "2026-01-01", scopeId: organization.id },
      token,
    );
    const gone = await house.call<Person>(
      "access.deactivatePerson",
      { id, version: 1, reason: "Left the company" },
      administrator.token,
    );
    expect(gone).toMatchObject({ active: false, version: 2 });
    await expect(house.call("home.listNotices", {}, token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(house.logIn(person.username, organization.id)).rejects.toMatchObject({
      code: "forbidden",
    });
    const reader = await house.person(organization, ["member"]);
    expect(await house.call("home.listNotices", {}, reader.token)).toMatchObject({
      items: [{ title: "By the leaver", authorId: id }],
    });

    await house.call(
      "access.reactivatePerson",
      { id, version: 2, reason: "Came back" },
      administrator.token,
    );
    const again = await house.logIn(person.username, organization.id);
    expect(await house.call("home.listNotices", {}, again)).toHaveProperty("items");
    await expect(house.call("home.listNotices", {}, token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await entriesOf(id)).toEqual([
      "insert access.membership",
      "update access.membership",
      "fact access.personDeactivated",
      "update access.membership",
      "fact access.personReactivated",
    ]);
  });

  it("is out even with a session that was overlooked", async () => {
    const person = await house.person(organization, ["member"]);
    await house.call(
      "access.deactivatePerson",
      { id: person.membershipId, version: 1, reason: "Left us" },
      administrator.token,
    );
    await house.superuser.query("update session set ended_at = null where person_id = $1", [
      person.personId,
    ]);
    await expect(house.call("home.listNotices", {}, person.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });
});

describe("what an organisation knows of a person", () => {
  it("is changed by one of two, and an unchanged edit leaves no version", async () => {
    const { membershipId: id } = await house.person(organization, []);
    const edit = (title: string, version: number) =>
      house.call<Person>("access.editPerson", { id, version, title }, administrator.token);
    const outcomes = await Promise.allSettled(
      ["Analyst", "Chemist"].map((title) => edit(title, 1)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { title } = await house.call<{ title: string }>(
      "access.getPerson",
      { id },
      administrator.token,
    );
    expect(await edit(title, 2)).toMatchObject({ version: 2 });
  });

  it("is paged by name without gap or repetition", async () => {
    const all: string[] = [];
    let after: string | null = null;
    do {
      const page: { items: { id: string }[]; next: string | null } = await house.call(
        "access.listPeople",
        { limit: 3, status: "all", ...(after === null ? {} : { after }) },
        administrator.token,
      );
      all.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    const { rows } = await house.superuser.query<{ id: string }>(
      "select id from membership where org_id = $1",
      [organization.id],
    );
    expect(all.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  });
});
