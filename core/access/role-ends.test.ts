import { describe, expect, it } from "vitest";
import { testHouse, type TestOrganization, type TestPerson } from "../../test/harness.ts";
import { announceRoleEnds } from "./role-ends-daily.ts";

let shift = 0;
const day = 86_400_000;
const house = await testHouse({ clock: () => new Date(Date.now() + shift * day) });
const dayIn = (days: number): string =>
  new Date(Date.now() + days * day).toISOString().slice(0, 10);

const furnish = async (zone?: string) => {
  const organization = await house.organization(zone);
  return { organization, administrator: await house.person(organization, ["administrator"]) };
};

/** What the daily job does so many days from now. */
const run = async (organization: TestOrganization, days: number): Promise<void> => {
  shift = days;
  await house.act(organization, (ctx) => announceRoleEnds.run(ctx, {})).finally(() => (shift = 0));
};
const lettersTo = async ({ username }: TestPerson) =>
  (
    await house.superuser.query<{ body: string }>(
      "select body from mail where recipient = $1 order by id",
      [`${username}@example.org`],
    )
  ).rows.map(({ body }) => body);
const ended = async ({ id }: TestOrganization) =>
  (
    await house.superuser.query(
      "select record_id, scope_id, new from log_entry where org_id = $1 and type = 'access.roleEnded'",
      [id],
    )
  ).rows;
const assignmentOf = async ({ membershipId }: TestPerson) =>
  (
    await house.superuser.query<{ id: string; ends_on: string | null }>(
      "select id, ends_on::text from membership_role where membership_id = $1",
      [membershipId],
    )
  ).rows[0] ?? { id: "", ends_on: null };
const extend = async (person: TestPerson, endsOn: string | null, by: TestPerson) =>
  house.call(
    "access.extendRole",
    {
      id: person.membershipId,
      assignmentId: (await assignmentOf(person)).id,
      endsOn,
      reason: "Still needed",
    },
    by.token,
  );

describe("a role that ends soon (Part 11 11.10(d))", () => {
  it("is announced two weeks and one day before, to its holder and the administrators, once each", async () => {
    const { organization, administrator } = await furnish();
    const person = await house.person(organization, [{ role: "member", endsOn: dayIn(20) }]);
    const bystander = await house.person(organization, ["member"]);
    await run(organization, 5);
    expect(await lettersTo(person)).toEqual([]);
    await Promise.all([run(organization, 6), run(organization, 6)]);
    await run(organization, 7);
    await run(organization, 15);
    for (const one of [person, administrator]) {
      expect(await lettersTo(one)).toHaveLength(1);
      expect((await lettersTo(one))[0]).toContain(
        `Member in Whole organisation, last day ${dayIn(20)}`,
      );
    }
    expect((await lettersTo(administrator))[0]).toContain(person.username);
    await run(organization, 19);
    await run(organization, 20);
    expect(await lettersTo(person)).toHaveLength(2);
    expect(await lettersTo(administrator)).toHaveLength(2);
    expect(await ended(organization)).toEqual([]);
    expect(await lettersTo(bystander)).toEqual([]);
  });

  it("is in the log the day after, once", async () => {
    const { organization } = await furnish();
    const person = await house.person(organization, [{ role: "member", endsOn: dayIn(3) }]);
    for (const days of [3, 4, 4, 30]) await run(organization, days);
    expect(await ended(organization)).toEqual([
      {
        record_id: person.membershipId,
        scope_id: organization.id,
        new: {
          assignment: (await assignmentOf(person)).id,
          role: "Member",
          scope: "Whole organisation",
          endsOn: dayIn(3),
        },
      },
    ]);
  });

  it("keeps to the organisation's own calendar", async () => {
    // There it is tomorrow already, or still yesterday, for half of every day.
    const here = (zone: string) =>
      new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(Date.now());
    for (const zone of ["Pacific/Kiritimati", "Etc/GMT+12"]) {
      const { organization } = await furnish(zone);
      await house.person(organization, [{ role: "member", endsOn: here(zone) }]);
      await run(organization, 0);
      expect(await ended(organization)).toEqual([]);
      await run(organization, 1);
      expect(await ended(organization)).toHaveLength(1);
    }
  });

  it("of somebody who left is announced to nobody", async () => {
    const { organization, administrator } = await furnish();
    const person = await house.person(organization, [{ role: "member", endsOn: dayIn(1) }]);
    await house.call(
      "access.deactivatePerson",
      { id: person.membershipId, version: 1, reason: "Left us" },
      administrator.token,
    );
    await run(organization, 0);
    expect(await lettersTo(person)).toEqual([]);
    expect(await lettersTo(administrator)).toEqual([]);
  });
});

describe("a role's last day", () => {
  it("moves with a reason, and is announced anew", async () => {
    const { organization, administrator } = await furnish();
    const person = await house.person(organization, [{ role: "member", endsOn: dayIn(1) }]);
    await run(organization, 0);
    expect(await extend(person, dayIn(30), administrator)).toMatchObject({
      roles: [{ endsOn: dayIn(30) }],
    });
    const { rows } = await house.superuser.query(
      "select action, new from log_entry where org_id = $1 and context ->> 'operation' = 'access.extendRole' order by hint",
      [organization.id],
    );
    expect(rows).toMatchObject([
      { action: "update", new: { ends_on: dayIn(30) } },
      { action: "fact", new: { from: dayIn(1), until: dayIn(30), reason: "Still needed" } },
    ]);
    await run(organization, 16);
    expect(await lettersTo(person)).toHaveLength(2);
    expect(await extend(person, null, administrator)).toMatchObject({ roles: [{ endsOn: null }] });
  });

  it("comes back to life when it has passed, and never moves into the past", async () => {
    const { organization, administrator } = await furnish();
    const person = await house.person(organization, [{ role: "member", endsOn: dayIn(-3) }]);
    await expect(house.call("home.listNotices", {}, person.token)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(extend(person, dayIn(-1), administrator)).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "endsOn" }],
    });
    await extend(person, dayIn(0), administrator);
    expect(await house.call("home.listNotices", {}, person.token)).toHaveProperty("items");
  });

  it("is listed by day, within the days that were asked for, page by page", async () => {
    const { organization, administrator } = await furnish();
    const days = [9, 2, 30, 5];
    for (const one of days)
      await house.person(organization, [{ role: "member", endsOn: dayIn(one) }]);
    for (const one of [-1, 31])
      await house.person(organization, [{ role: "member", endsOn: dayIn(one) }]);
    const all: string[] = [];
    let after: string | null = null;
    do {
      const page: { items: { endsOn: string }[]; next: string | null } = await house.call(
        "access.listEndingRoles",
        { limit: 2, ...(after === null ? {} : { after }) },
        administrator.token,
      );
      all.push(...page.items.map(({ endsOn }) => endsOn));
      after = page.next;
    } while (after !== null);
    expect(all).toEqual([2, 5, 9, 30].map(dayIn));
    expect(
      await house.call("access.listEndingRoles", { endsWithin: 4 }, administrator.token),
    ).toMatchObject({ items: [{ endsOn: dayIn(2) }] });
  });
});
