import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { password, testHouse } from "../../test/harness.ts";
import { factsAbout, lettersTo, linkOf } from "../../test/letters.ts";

let minutesLater = 0;
const house = await testHouse({ clock: () => new Date(Date.now() + minutesLater * 60_000) });
const organization = await house.organization();
const administrator = await house.person(organization, ["administrator"]);
const next = "seven quiet herons wade";

beforeEach(() => {
  minutesLater = 0;
});

const invite = async () => {
  const username = `guest.${randomBytes(5).toString("hex")}`;
  const { id } = await house.call<{ id: string }>(
    "access.invitePerson",
    { username, email: `${username}@example.org`, printedName: "Guest" },
    administrator.token,
  );
  return { username, id };
};
const reset = async (username: string): Promise<string> => {
  expect(await house.call("identity.requestReset", { username })).toEqual({ sent: true });
  return linkOf(house, username);
};
const gone = {
  code: "not_found",
  message: "This link was used already or has expired. Ask for a new one.",
};

describe("an invitation (ASVS 6.4.1)", () => {
  it("leads to a password of one's own and a first sign-in", async () => {
    const { username } = await invite();
    const token = await linkOf(house, username);
    expect(await house.call("identity.inspectLink", { token })).toEqual({
      kind: "invitation",
      username,
      organization: organization.name,
      needsPassword: true,
    });
    await expect(house.call("identity.logIn", { username, password: next })).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await house.call("identity.followLink", { token, password: next })).toEqual({
      username,
    });
    const { user } = await house.call<{ user: { person: { id: string } } }>("identity.logIn", {
      username,
      password: next,
    });
    expect(user).toMatchObject({ organization: { id: organization.id } });
    const facts = await factsAbout(house, user.person.id);
    expect(facts).toEqual(
      expect.arrayContaining([
        "identity.invited",
        "identity.invitationAccepted",
        "identity.signedIn",
      ]),
    );
    await expect(
      house.call("identity.followLink", { token, password: next }),
    ).rejects.toMatchObject(gone);
  });

  it("expires after seven days", async () => {
    const { username } = await invite();
    const token = await linkOf(house, username);
    minutesLater = 7 * 24 * 60 + 1;
    await expect(
      house.call("identity.followLink", { token, password: next }),
    ).rejects.toMatchObject(gone);
    minutesLater = 7 * 24 * 60 - 1;
    expect(await house.call("identity.followLink", { token, password: next })).toEqual({
      username,
    });
  });

  it("that is sent again makes the earlier link worthless", async () => {
    const { username, id } = await invite();
    const earlier = await linkOf(house, username);
    await house.call("access.inviteAgain", { id }, administrator.token);
    const later = await linkOf(house, username);
    expect(later).not.toBe(earlier);
    await expect(
      house.call("identity.followLink", { token: earlier, password: next }),
    ).rejects.toMatchObject(gone);
    await expect(house.call("identity.inspectLink", { token: earlier })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await house.call("identity.followLink", { token: later, password: next })).toEqual({
      username,
    });
    await expect(
      house.call("access.inviteAgain", { id }, administrator.token),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("stays usable after a password that was refused", async () => {
    const { username } = await invite();
    const token = await linkOf(house, username);
    for (const bad of [undefined, "short", "password1234", `${username} and more`]) {
      await expect(
        house.call("identity.followLink", {
          token,
          ...(bad === undefined ? {} : { password: bad }),
        }),
      ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "password" }] });
    }
    expect(await house.call("identity.followLink", { token, password: next })).toEqual({
      username,
    });
  });
});

describe("a forgotten password (ASVS 6.4.3)", () => {
  it("is replaced by a mailed link; every session ends and a lock is opened", async () => {
    const { username, token: session, personId } = await house.person(organization, ["member"]);
    for (let time = 0; time < 5; time++)
      await expect(
        house.call("identity.logIn", { username, password: "wrong" }),
      ).rejects.toMatchObject({ code: "unauthenticated" });
    minutesLater = 1;
    const token = await reset(username);
    await house.call("identity.followLink", { token, password: next });
    await expect(house.call("identity.getSession", {}, session)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await house.call("identity.logIn", { username, password: next });
    await expect(house.call("identity.logIn", { username, password })).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await factsAbout(house, personId)).toEqual(
      expect.arrayContaining([
        "identity.resetRequested",
        "identity.passwordReset",
        "- identity.passwordReset",
      ]),
    );
  });

  it("link expires after an hour, works once, and only the newest works", async () => {
    const { username } = await house.person(organization, ["member"]);
    const first = await reset(username);
    minutesLater = 1;
    const second = await reset(username);
    await expect(
      house.call("identity.followLink", { token: first, password: next }),
    ).rejects.toMatchObject(gone);
    minutesLater = 62;
    await expect(
      house.call("identity.followLink", { token: second, password: next }),
    ).rejects.toMatchObject(gone);
    minutesLater = 60;
    const both = await Promise.allSettled(
      [1, 2].map(() => house.call("identity.followLink", { token: second, password: next })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("of a name that nobody has gets the same answer and no letter", async () => {
    expect(await house.call("identity.requestReset", { username: "nobody.at.all" })).toEqual({
      sent: true,
    });
    expect(await lettersTo(house, "nobody.at.all@example.org")).toEqual([]);
  });
});

describe("one's own password", () => {
  it("is changed with the current one; other sessions end, this one goes on", async () => {
    const { username, token, personId } = await house.person(organization, ["member"]);
    const other = await house.logIn(username);
    await expect(
      house.call("identity.changePassword", { current: "not this one", next }, token),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "current" }] });
    await expect(
      house.call("identity.changePassword", { current: password, next: "password1234" }, token),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "next" }] });
    await house.call("identity.changePassword", { current: password, next }, token);
    expect(await house.call("identity.getSession", {}, token)).toMatchObject({
      person: { username },
    });
    await expect(house.call("identity.getSession", {}, other)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await house.call("identity.logIn", { username, password: next });
    expect(await factsAbout(house, personId)).toContain("identity.passwordChanged");
  });

  it("cannot be guessed through a session that somebody took over (ASVS 6.3.1)", async () => {
    const { username, token, personId } = await house.person(organization, ["member"]);
    const change = (current: string, wanted = next) =>
      house.call("identity.changePassword", { current, next: wanted }, token);
    const refused = { code: "invalid", fields: [{ path: "current" }] };
    for (let time = 0; time < 5; time++)
      await expect(change("not this one")).rejects.toMatchObject(refused);
    await expect(change(password)).rejects.toMatchObject(refused);
    await expect(change(password, "short")).rejects.toMatchObject(refused);
    await expect(house.call("identity.logIn", { username, password })).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await house.call("identity.followLink", { token: await linkOf(house, username) });
    await change(password);
    const facts = await factsAbout(house, personId);
    expect(facts.filter((fact) => fact === "identity.passwordChangeRefused")).toHaveLength(7);
  });
});
