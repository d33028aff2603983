import { describe, expect, it } from "vitest";
import { testHouse, type TestPerson } from "../../test/harness.ts";

const house = await testHouse();

const furnish = async () => {
  const organization = await house.organization();
  const administrator = await house.person(organization, ["administrator"]);
  const member = () => house.person(organization, ["member"]);
  return { organization, administrator, member };
};

type Person = { id: string; version: number; active: boolean; managerId: string | null };

const read = ({ membershipId: id }: TestPerson, { token }: TestPerson) =>
  house.call<Person>("access.getPerson", { id }, token);
const reportTo = async (person: TestPerson, manager: TestPerson | null, by: TestPerson) => {
  const { id, version } = await read(person, by);
  const managerId = manager?.membershipId ?? null;
  return house.call<Person>("access.editPerson", { id, version, managerId }, by.token);
};
const leave = async (person: TestPerson, successor: TestPerson | undefined, by: TestPerson) => {
  const { id, version } = await read(person, by);
  const successorId = successor?.membershipId;
  return house.call<Person>(
    "access.deactivatePerson",
    { id, version, reason: "Left the company", ...(successorId ? { successorId } : {}) },
    by.token,
  );
};
const field = (path: string) => ({ code: "invalid", fields: [{ path }] });

describe("a manager", () => {
  it("is named, shown and taken away again; unchanged writes no version", async () => {
    const { administrator, member } = await furnish();
    const [person, manager] = [await member(), await member()];
    expect(await reportTo(person, manager, administrator)).toMatchObject({
      managerId: manager.membershipId,
      managerName: manager.username,
      version: 2,
    });
    expect(await reportTo(person, manager, administrator)).toMatchObject({ version: 2 });
    expect(await reportTo(person, null, administrator)).toMatchObject({
      managerId: null,
      version: 3,
    });
  });

  it("is never the person, nor anybody below them, nor somebody who left or belongs elsewhere", async () => {
    const { administrator, member } = await furnish();
    const [top, middle, low, gone] = [
      await member(),
      await member(),
      await member(),
      await member(),
    ];
    const stranger = await (await furnish()).member();
    await reportTo(middle, top, administrator);
    await reportTo(low, middle, administrator);
    await leave(gone, undefined, administrator);
    for (const manager of [top, middle, low, gone, stranger])
      await expect(reportTo(top, manager, administrator)).rejects.toMatchObject(field("managerId"));
    expect(await read(top, administrator)).toMatchObject({ managerId: null, version: 1 });
  });

  it("makes no circle out of two halves that are saved at once", async () => {
    const { administrator, member } = await furnish();
    for (let round = 0; round < 6; round++) {
      const [top, middle, low] = [await member(), await member(), await member()];
      await reportTo(middle, low, administrator);
      const outcomes = await Promise.allSettled([
        reportTo(top, middle, administrator),
        reportTo(low, top, administrator),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    }
  });
});

describe("whoever leaves open work behind", () => {
  it("needs a successor, who gets it and a letter, and the log says how much it was", async () => {
    const { administrator, member, organization } = await furnish();
    const [leaver, successor] = [await member(), await member()];
    const reports = [await member(), await member()];
    for (const report of reports) await reportTo(report, leaver, administrator);
    expect(
      await house.call("access.listOpenWork", { id: leaver.membershipId }, administrator.token),
    ).toEqual({
      items: [{ kind: "access.report", description: "People who report to them", count: 2 }],
    });

    await expect(leave(leaver, undefined, administrator)).rejects.toMatchObject({
      ...field("successorId"),
      fields: [{ message: expect.stringContaining("People who report to them: 2") }],
    });
    expect(await read(leaver, administrator)).toMatchObject({ active: true, version: 1 });
    expect(await house.call("home.listNotices", {}, leaver.token)).toHaveProperty("items");

    expect(await leave(leaver, successor, administrator)).toMatchObject({ active: false });
    for (const report of reports)
      expect(await read(report, administrator)).toMatchObject({
        managerId: successor.membershipId,
        version: 3,
      });
    const { rows: facts } = await house.superuser.query(
      "select new from log_entry where org_id = $1 and type = 'access.personDeactivated'",
      [organization.id],
    );
    expect(facts).toEqual([
      {
        new: {
          reason: "Left the company",
          successor: successor.membershipId,
          "access.report": 2,
        },
      },
    ]);
    const { rows: letters } = await house.superuser.query<{ subject: string; body: string }>(
      "select subject, body from mail where recipient = $1",
      [`${successor.username}@example.org`],
    );
    expect(letters).toEqual([
      {
        subject: `You take over from ${leaver.username}`,
        body: expect.stringContaining(organization.name),
      },
    ]);
  });

  it("is not followed by themselves, by nobody, by who left, has no role, or belongs elsewhere", async () => {
    const { administrator, member, organization } = await furnish();
    const leaver = await member();
    await reportTo(await member(), leaver, administrator);
    const gone = await member();
    await leave(gone, undefined, administrator);
    const roleless = await house.person(organization, []);
    const ended = await house.person(organization, [{ role: "member", endsOn: "2020-01-31" }]);
    const stranger = await (await furnish()).member();
    for (const successor of [leaver, gone, roleless, ended, stranger])
      await expect(leave(leaver, successor, administrator)).rejects.toMatchObject(
        field("successorId"),
      );
    expect(await read(leaver, administrator)).toMatchObject({ active: true, version: 1 });
  });

  it("may be followed by somebody below them, who then takes the leaver's own place", async () => {
    const { administrator, member } = await furnish();
    const [top, leaver, report, successor] = [
      await member(),
      await member(),
      await member(),
      await member(),
    ];
    await reportTo(leaver, top, administrator);
    await reportTo(report, leaver, administrator);
    await reportTo(successor, report, administrator);
    await leave(leaver, successor, administrator);
    expect(await read(report, administrator)).toMatchObject({ managerId: successor.membershipId });
    expect(await read(successor, administrator)).toMatchObject({ managerId: top.membershipId });
  });
});

it("whoever holds nothing open leaves without a successor, and nobody gets a letter", async () => {
  const { administrator, member } = await furnish();
  const [leaver, successor] = [await member(), await member()];
  expect(
    await house.call("access.listOpenWork", { id: leaver.membershipId }, administrator.token),
  ).toEqual({ items: [] });
  expect(await leave(leaver, successor, administrator)).toMatchObject({ active: false });
  const { rowCount } = await house.superuser.query("select from mail where recipient = $1", [
    `${successor.username}@example.org`,
  ]);
  expect(rowCount).toBe(0);
});
