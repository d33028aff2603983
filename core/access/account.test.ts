import { beforeEach, describe, expect, it } from "vitest";
import { password, testHouse } from "../../test/harness.ts";
import type { TestPerson } from "../../test/harness.ts";
import { browserToken } from "../../test/browser-token.ts";
import { factsAbout, lettersTo, linkOf } from "../../test/letters.ts";
import { enrol } from "../../test/second-factor.ts";

let hoursLater = 0;
const now = () => new Date(Date.now() + hoursLater * 3_600_000);
const house = await testHouse({ clock: now });
const organization = await house.organization();
const administrator = await house.person(organization, ["administrator"]);
const next = "seven quiet herons wade";

beforeEach(() => {
  hoursLater = 0;
});

const lockOut = async ({ username }: TestPerson): Promise<void> => {
  for (let time = 0; time < 5; time++)
    await expect(
      house.call("identity.logIn", { username, password: "wrong" }),
    ).rejects.toMatchObject({ code: "unauthenticated" });
};
const hasFactor = async ({ personId }: TestPerson): Promise<boolean> =>
  (await house.superuser.query("select from second_factor where person_id = $1", [personId]))
    .rowCount === 1;
const help = (id: string, person: TestPerson, token = administrator.token) =>
  house.call<{ locked: boolean }>(
    `access.${id}`,
    { id: person.membershipId, reason: "Asked by telephone" },
    token,
  );
const follow = (token: string, given?: string) =>
  house.call("identity.followLink", {
    token,
    ...(given === undefined ? {} : { password: given }),
  });
const letters = async ({ username }: TestPerson) =>
  (await lettersTo(house, `${username}@example.org`)).map(({ subject }) => subject);

const entriesAbout = async (ids: readonly string[]) =>
  (
    await house.superuser.query(
      "select type, context ->> 'person' as by, new ->> 'reason' as reason from log_entry where record_id = any($1) and type like 'access.%' and action = 'fact' order by hint",
      [ids],
    )
  ).rows;

describe("an account that is locked (ASVS 6.3.1)", () => {
  it("is opened by an administrator, with a reason in both trees and a letter to the person", async () => {
    const person = await house.person(organization, ["member"]);
    await lockOut(person);
    await expect(house.logIn(person.username)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await help("unlockPerson", person)).toMatchObject({ locked: false });
    await house.logIn(person.username);
    expect(await entriesAbout([person.membershipId, person.personId])).toEqual(
      [1, 2].map(() => ({
        type: "access.accountUnlocked",
        by: administrator.personId,
        reason: "Asked by telephone",
      })),
    );
    expect(await letters(person)).toEqual(["Your account is open again", "Your account is locked"]);
  });

  it("is nothing to open when it is not, and stays with the administrators of its organisation", async () => {
    const person = await house.person(organization, ["member"]);
    await expect(help("unlockPerson", person)).rejects.toMatchObject({ code: "conflict" });
    await lockOut(person);
    const other = await house.person(await house.organization(), ["administrator"]);
    await expect(help("unlockPerson", person, other.token)).rejects.toMatchObject({
      code: "not_found",
    });
    const member = await house.person(organization, ["member"]);
    await expect(help("unlockPerson", person, member.token)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(house.logIn(person.username)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("is opened by no token, even one that may manage people", async () => {
    const person = await house.person(organization, ["member"]);
    await enrol(house, person.token, now);
    await lockOut(person);
    const { secret } = await house.call<{ secret: string }>(
      "access.makeToken",
      {
        name: "People",
        permissions: ["access.person.write", "access.person.read"],
        scopes: [organization.id],
        endsOn: new Date().toISOString().slice(0, 10),
      },
      await browserToken(house, administrator.username),
    );
    expect(await house.call("access.listPeople", {}, secret)).toHaveProperty("items");
    for (const id of ["unlockPerson", "beginSecondFactorRemoval", "requestCredentialReset"])
      await expect(help(id, person, secret), id).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a second factor that is lost (ASVS 6.4.4)", () => {
  it("is removed by its person alone: the letter's link asks for the current password", async () => {
    const person = await house.person(organization, ["member"]);
    await enrol(house, person.token, now);
    await help("beginSecondFactorRemoval", person);
    const token = await linkOf(house, person.username);
    expect(await house.call("identity.inspectLink", { token })).toEqual({
      kind: "second_factor",
      username: person.username,
      organization: organization.name,
      needsPassword: true,
    });
    for (const wrong of [undefined, "not this one", next])
      await expect(follow(token, wrong)).rejects.toMatchObject({
        code: "invalid",
        fields: [{ path: "password" }],
      });
    expect(await hasFactor(person)).toBe(true);
    await follow(token, password);
    expect(await hasFactor(person)).toBe(false);
    await expect(house.call("identity.getSession", {}, person.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await house.logIn(person.username);
    await expect(follow(token, password)).rejects.toMatchObject({ code: "not_found" });
    expect(await letters(person)).toEqual([
      "Your second factor was removed",
      "Remove your second factor",
      "A second factor was set up",
    ]);
    expect(await factsAbout(house, person.personId)).toEqual(
      expect.arrayContaining([
        "- access.secondFactorRemovalBegun",
        "identity.secondFactorRefused",
        "identity.secondFactorRemoved",
        "- identity.secondFactorGivenUp",
        "identity.secondFactorGivenUp",
      ]),
    );
  });

  it("is not a way to guess the password: five wrong ones lock the account", async () => {
    const person = await house.person(organization, ["member"]);
    await enrol(house, person.token, now);
    await help("beginSecondFactorRemoval", person);
    const token = await linkOf(house, person.username);
    for (let time = 0; time < 5; time++)
      await expect(follow(token, "not this one")).rejects.toMatchObject({ code: "invalid" });
    await expect(follow(token, password)).rejects.toMatchObject({ code: "invalid" });
    expect(await hasFactor(person)).toBe(true);
    await follow(await linkOf(house, person.username));
    await follow(token, password);
    expect(await hasFactor(person)).toBe(false);
  });

  it("is not removed within a day of a password by letter, whichever was begun first", async () => {
    const person = await house.person(organization, ["member"]);
    await enrol(house, person.token, now);
    await help("beginSecondFactorRemoval", person);
    const removal = await linkOf(house, person.username);
    await house.call("identity.requestReset", { username: person.username });
    await follow(await linkOf(house, person.username), next);
    await expect(follow(removal, next)).rejects.toMatchObject({ code: "conflict" });
    await expect(help("beginSecondFactorRemoval", person)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await hasFactor(person)).toBe(true);
    hoursLater = 25;
    await help("beginSecondFactorRemoval", person);
    await follow(await linkOf(house, person.username), next);
    expect(await hasFactor(person)).toBe(false);
  });

  it("is asked for only where there is one, and never where the account opens another organisation", async () => {
    const person = await house.person(organization, ["member"]);
    await expect(help("beginSecondFactorRemoval", person)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("no second factor"),
    });
    await enrol(house, person.token, now);
    await joinAnother(person);
    await expect(help("beginSecondFactorRemoval", person)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("plumb person reset"),
    });
    expect(await letters(person)).toEqual(["A second factor was set up"]);
  });
});

const joinAnother = async ({ username }: TestPerson): Promise<void> => {
  const other = await house.person(await house.organization(), ["administrator"]);
  await house.call(
    "access.invitePerson",
    { username, email: `${username}@example.org`, printedName: "Known here too" },
    other.token,
  );
};
