import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "#core/operation";
import { password, testHouse } from "../../test/harness.ts";
import type { TestPerson } from "../../test/harness.ts";
import { factsAbout } from "../../test/letters.ts";

const house = await testHouse();
const organization = await house.organization();
let person: TestPerson;
beforeEach(async () => {
  person = await house.person(organization, ["member"]);
});

type Listed = { items: { id: string; current: boolean; kind: string; device: string }[] };
const sessionsOf = async (token: string) =>
  (await house.call<Listed>("identity.listSessions", {}, token)).items;

const through = (id: string, input: unknown, token: string | null): Promise<Outcome> => {
  const operation = house.operations.find((one) => one.id === id);
  if (!operation) throw new Error(`There is no operation ${id}.`);
  return house.invoke(operation, input, {
    requestId: randomUUID(),
    address: "192.0.2.7",
    device: "browser",
    token,
  });
};

const opened = ({ session }: Outcome): string => {
  if (typeof session !== "object") throw new Error("No session was opened.");
  return session.token;
};

const browser = (username: string, inOrganization?: string) =>
  through(
    "identity.signIn",
    { username, password, ...(inOrganization ? { organization: inOrganization } : {}) },
    null,
  ).then(opened);

describe("sessions (ASVS 7.2.4, 7.4.1 to 7.5.2)", () => {
  it("are listed for their own person only, the current one marked", async () => {
    const other = await house.person(organization, ["administrator"]);
    const token = await browser(person.username);
    const items = await sessionsOf(token);
    expect(items.map(({ kind, current, device }) => ({ kind, current, device }))).toEqual([
      { kind: "browser", current: true, device: "browser" },
      { kind: "api", current: false, device: "test" },
    ]);
    const theirs = await sessionsOf(other.token);
    expect(theirs).toHaveLength(1);
    await expect(
      house.call("identity.endSession", { id: items[0]?.id }, other.token),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await sessionsOf(token)).toHaveLength(2);
  });

  it("get a new secret at every sign-in", async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => browser(person.username)));
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it("end by signing out, one by one, or all others at once", async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => browser(person.username)));
    expect((await through("identity.signOut", {}, one ?? "")).session).toBe("ended");
    await expect(sessionsOf(one ?? "")).rejects.toMatchObject({ code: "unauthenticated" });
    const current = (await sessionsOf(two ?? "")).find((session) => session.current)?.id;
    expect((await through("identity.endSession", { id: current }, two ?? "")).session).toBe(
      "ended",
    );
    await expect(sessionsOf(two ?? "")).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await house.call("identity.endOtherSessions", {}, three)).toEqual({ ended: 1 });
    expect(await sessionsOf(three ?? "")).toHaveLength(1);
    await expect(sessionsOf(person.token)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await factsAbout(house, person.personId)).toEqual(
      expect.arrayContaining([
        "identity.signedOut",
        "identity.sessionEnded",
        "identity.otherSessionsEnded",
      ]),
    );
  });

  it("of a program last 15 minutes, of a browser as the settings say", async () => {
    await browser(person.username);
    const { rows } = await house.superuser.query(
      `select kind, idle_seconds, extract(epoch from expires_at - created_at)::int as lasts
        from session where person_id = $1 order by kind`,
      [person.personId],
    );
    expect(rows).toEqual([
      { kind: "api", idle_seconds: 900, lasts: 900 },
      { kind: "browser", idle_seconds: 1800, lasts: 28_800 },
    ]);
  });

  it("keep no secret in the database", async () => {
    const { rows } = await house.superuser.query<{ text: string }>(
      "select s::text || encode(s.token_digest, 'base64') as text from session s where person_id = $1",
      [person.personId],
    );
    expect(rows[0]?.text).not.toContain(person.token);
  });
});

describe("a person of two organisations", () => {
  const joinSecond = async () => {
    const second = await house.organization();
    const administrator = await house.person(second, ["administrator"]);
    await house.call(
      "access.invitePerson",
      {
        username: person.username,
        email: `${person.username}@example.org`,
        printedName: "Known elsewhere as another",
      },
      administrator.token,
    );
    return second;
  };

  it("goes on in the other one under a new secret; the old one is worth nothing", async () => {
    const second = await joinSecond();
    const before = await browser(person.username, organization.id);
    const outcome = await through(
      "identity.switchOrganization",
      { organizationId: second.id },
      before,
    );
    const after = opened(outcome);
    expect(after).not.toBe(before);
    expect(JSON.parse(outcome.json ?? "")).toMatchObject({
      organization: { id: second.id },
      membership: { printedName: "Known elsewhere as another" },
      permissions: {},
    });
    await expect(sessionsOf(before)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await house.call("identity.getSession", {}, after)).toMatchObject({
      organization: { id: second.id },
    });
    const { rows } = await house.superuser.query(
      "select type from log_entry where org_id = $1 and type = 'identity.organizationEntered'",
      [second.id],
    );
    expect(rows).toHaveLength(1);
  });

  it("cannot take an access token along, nor enter where they do not belong", async () => {
    const second = await joinSecond();
    await expect(
      house.call("identity.switchOrganization", { organizationId: second.id }, person.token),
    ).rejects.toMatchObject({ code: "conflict" });
    const third = await house.organization();
    const token = await browser(person.username);
    await expect(
      house.call("identity.switchOrganization", { organizationId: third.id }, token),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("changes an own address and language; an unchanged profile leaves no entry", async () => {
    const entries = async () =>
      (
        await house.superuser.query(
          "select from log_entry where record_id = any($1) and action = 'update'",
          [[person.personId, person.membershipId]],
        )
      ).rowCount;
    const before = await entries();
    const profile = { email: "new@example.org", language: "el" };
    expect(await house.call("identity.editProfile", profile, person.token)).toMatchObject({
      person: { email: "new@example.org" },
      membership: { language: "el" },
    });
    expect(await entries()).toBe((before ?? 0) + 2);
    await house.call("identity.editProfile", profile, person.token);
    expect(await entries()).toBe((before ?? 0) + 2);
  });
});
