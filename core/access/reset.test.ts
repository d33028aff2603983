import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { password, testHouse } from "../../test/harness.ts";
import type { TestOrganization, TestPerson } from "../../test/harness.ts";
import { browserToken } from "../../test/browser-token.ts";
import { factsAbout, lettersTo, linkOf } from "../../test/letters.ts";
import { enrol } from "../../test/second-factor.ts";

let hoursLater = 0;
const now = () => new Date(Date.now() + hoursLater * 3_600_000);
const house = await testHouse({ clock: now });
const organization = await house.organization();
const one = await house.person(organization, ["administrator"]);
const two = await house.person(organization, ["administrator"]);
const three = await house.person(organization, ["administrator"]);
const next = "seven quiet herons wade";

beforeEach(() => {
  hoursLater = 0;
});

type Reset = { id: string; state: string; decidedBy: { id: string } | null };

const enrolled = async (
  place: TestOrganization = organization,
  roles: readonly string[] = ["member"],
): Promise<TestPerson> => {
  const person = await house.person(place, roles);
  await enrol(house, person.token, now);
  return person;
};
const hasFactor = async ({ personId }: TestPerson): Promise<boolean> =>
  (await house.superuser.query("select from second_factor where person_id = $1", [personId]))
    .rowCount === 1;
const request = (person: TestPerson, by: TestPerson = one) =>
  house.call<Reset>(
    "access.requestCredentialReset",
    { id: person.membershipId, reason: "Telephone and password lost" },
    by.token,
  );
const approve = (id: string, by: TestPerson = two) =>
  house.call<Reset>("access.approveCredentialReset", { id }, by.token);
const decline = (id: string, by: TestPerson = two) =>
  house.call<Reset>("access.declineCredentialReset", { id, declineReason: "Not needed" }, by.token);
const waiting = async (by: TestPerson = two) =>
  (await house.call<{ items: Reset[] }>("access.listCredentialResets", {}, by.token)).items;
const subjects = async ({ username }: TestPerson) =>
  (await lettersTo(house, `${username}@example.org`)).map(({ subject }) => subject);
const rowOf = async (id: string) =>
  (
    await house.superuser.query<{ state: string; decided_by: string | null }>(
      "select state, decided_by from credential_reset where id = $1",
      [id],
    )
  ).rows[0];

describe("password and second factor together (Part 11 11.10(i), 11.300(c); ASVS 6.4.6)", () => {
  it("are reset after two administrators, by a link to the person", async () => {
    const person = await house.person(organization, ["member"]);
    const session = await browserToken(house, person.username);
    await enrol(house, session, now);
    const { secret } = await house.call<{ secret: string }>(
      "access.makeToken",
      {
        name: "Import",
        permissions: ["home.notice.read"],
        scopes: [organization.id],
        endsOn: now().toISOString().slice(0, 10),
      },
      session,
    );
    const { id } = await request(person);
    expect(await waiting()).toContainEqual(
      expect.objectContaining({
        id,
        state: "waiting",
        reason: "Telephone and password lost",
        requestedBy: { id: one.membershipId, printedName: one.username },
      }),
    );
    expect((await subjects(person))[0]).toBe("A reset of your account was asked for");
    expect(await subjects(two)).toContain("A reset waits for a second administrator");
    expect(await approve(id)).toMatchObject({
      state: "approved",
      decidedBy: { id: two.membershipId },
    });
    expect(await waiting()).not.toContainEqual(expect.objectContaining({ id }));
    expect(await hasFactor(person)).toBe(true);

    const token = await linkOf(house, person.username);
    expect(await house.call("identity.inspectLink", { token })).toMatchObject({
      kind: "recovery",
      needsPassword: true,
    });
    await expect(
      house.call("identity.followLink", { token, password: "short" }),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "password" }] });
    await house.call("identity.followLink", { token, password: next });
    expect(await hasFactor(person)).toBe(false);
    for (const ended of [session, secret])
      await expect(house.call("home.listNotices", {}, ended)).rejects.toMatchObject({
        code: "unauthenticated",
      });
    await house.call("identity.logIn", { username: person.username, password: next });
    await expect(house.call("identity.followLink", { token, password })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("leave who asked, who approved and what became of it in both trees", async () => {
    const person = await enrolled();
    const { id } = await request(person);
    await approve(id);
    await house.call("identity.followLink", {
      token: await linkOf(house, person.username),
      password: next,
    });
    const { rows } = await house.superuser.query(
      `select action || ' ' || type as entry, context ->> 'person' as by from log_entry
        where record_id = $1 or (record_id = $2 and type like 'access.credentialReset%') order by hint`,
      [id, person.membershipId],
    );
    expect(rows).toEqual([
      { entry: "insert access.credentialReset", by: one.personId },
      { entry: "fact access.credentialResetRequested", by: one.personId },
      { entry: "update access.credentialReset", by: two.personId },
      { entry: "fact access.credentialResetApproved", by: two.personId },
    ]);
    expect(await factsAbout(house, person.personId)).toEqual(
      expect.arrayContaining([
        "- access.credentialResetRequested",
        "- access.credentialResetApproved",
        "identity.secondFactorRemoved",
        "- identity.credentialsReset",
        "identity.credentialsReset",
      ]),
    );
  });

  it("are approved neither by who asked nor by whom it is for, whatever the program does", async () => {
    const subject = await enrolled(organization, ["administrator"]);
    const { id } = await request(subject);
    for (const alone of [one, subject])
      await expect(approve(id, alone)).rejects.toMatchObject({ code: "forbidden" });
    await expect(request(two, two)).rejects.toMatchObject({ code: "conflict" });
    for (const alone of [one, subject])
      await expect(
        house.superuser.query(
          "update credential_reset set state = 'approved', decided_by = $2, decided_at = now() where id = $1",
          [id, alone.membershipId],
        ),
      ).rejects.toMatchObject({ code: "23514" });
    expect(await rowOf(id)).toEqual({ state: "waiting", decided_by: null });
    // Refusing is open to everybody who may ask, the person it is for included.
    expect(await decline(id, subject)).toMatchObject({ state: "declined" });
    await expect(approve(id)).rejects.toMatchObject({ code: "conflict" });
    expect(await subjects(subject)).not.toContain("Begin again with your account");
  });

  it("are decided once, though two decide at once", async () => {
    for (const decisions of [
      [approve, approve],
      [approve, decline],
    ] as const) {
      const person = await enrolled();
      const { id } = await request(person);
      const outcomes = await Promise.allSettled([decisions[0](id, two), decisions[1](id, three)]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const lost = outcomes.find(({ status }) => status === "rejected");
      expect(lost).toMatchObject({ reason: { code: "conflict" } });
      const links = (await subjects(person)).filter((subject) => subject.startsWith("Begin again"));
      expect(links.length).toBe((await rowOf(id))?.state === "approved" ? 1 : 0);
    }
  });

  it("wait once per person, though two ask at once", async () => {
    const person = await enrolled();
    const outcomes = await Promise.allSettled([request(person, one), request(person, two)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict", message: expect.stringContaining("waits already") },
    });
  });

  it("lapse after 72 hours, and can be asked for anew", async () => {
    const person = await enrolled();
    const { id } = await request(person);
    hoursLater = 73;
    await expect(approve(id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("lapsed"),
    });
    const again = await request(person);
    expect(await rowOf(id)).toEqual({ state: "lapsed", decided_by: null });
    expect(await approve(again.id)).toMatchObject({ state: "approved" });
    hoursLater = 73 + 25;
    await expect(
      house.call("identity.followLink", {
        token: await linkOf(house, person.username),
        password: next,
      }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await hasFactor(person)).toBe(true);
  });

  it("send no letter to an address that was changed meanwhile", async () => {
    const person = await enrolled();
    const { id } = await request(person);
    await house.call("identity.editProfile", { email: "taken@example.org" }, person.token);
    await expect(approve(id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("address was changed"),
    });
    expect(await lettersTo(house, "taken@example.org")).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ state: "waiting" });
  });

  it("are nothing that one organisation decides for a person of two", async () => {
    const person = await enrolled();
    const { id } = await request(person);
    const other = await house.person(await house.organization(), ["administrator"]);
    await house.call(
      "access.invitePerson",
      {
        username: person.username,
        email: `${person.username}@example.org`,
        printedName: "Known here too",
      },
      other.token,
    );
    const elsewhere = {
      code: "conflict",
      message: expect.stringContaining("plumb person reset"),
    };
    await expect(approve(id)).rejects.toMatchObject(elsewhere);
    await decline(id);
    await expect(request(person)).rejects.toMatchObject(elsewhere);
  });

  it("are not asked for where nobody could approve, nor for who was only invited", async () => {
    const small = await house.organization();
    const alone = await house.person(small, ["administrator"]);
    await house.person(small, [{ role: "administrator", endsOn: "2020-01-01" }]);
    await expect(request(await enrolled(small), alone)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("second administrator"),
    });
    const username = `guest.${randomUUID().slice(0, 8)}`;
    const guest = await house.call<{ id: string }>(
      "access.invitePerson",
      { username, email: `${username}@example.org`, printedName: "Guest" },
      one.token,
    );
    await expect(
      house.call(
        "access.requestCredentialReset",
        { id: guest.id, reason: "Never came" },
        one.token,
      ),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("invitation") });
  });

  it("are seen by auditors and decided by administrators of the whole organisation", async () => {
    const person = await enrolled();
    const { id } = await request(person);
    const auditor = await house.person(organization, ["auditor"]);
    expect(await waiting(auditor)).toContainEqual(expect.objectContaining({ id }));
    const east = await house.scope(organization, "East");
    const eastern = await house.person(organization, [{ role: "administrator", in: east }]);
    for (const other of [auditor, eastern, person])
      await expect(approve(id, other)).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      house.call("access.listCredentialResets", {}, eastern.token),
    ).rejects.toMatchObject({ code: "forbidden" });
    const foreign = await house.person(await house.organization(), ["administrator"]);
    await expect(approve(id, foreign)).rejects.toMatchObject({ code: "not_found" });
  });
});
