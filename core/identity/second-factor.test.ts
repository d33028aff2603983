import { beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "#core/operation";
import { password, type TestPerson, testHouse } from "../../test/harness.ts";
import { factsAbout, lettersTo, linkOf } from "../../test/letters.ts";
import { appCode, enrol } from "../../test/second-factor.ts";

// The clock stands still between steps, so that a code's edge is tried at the edge.
const period = 30_000;
const start = Math.ceil(Date.now() / period) * period + 10_000;
let later = 0;
const now = () => new Date(start + later);
const house = await testHouse({ clock: now });
const organization = await house.organization();

beforeEach(() => {
  later = 0;
});

const somebody = () => house.person(organization, ["member"]);
const enrolled = async () => {
  const person = await somebody();
  const factor = await enrol(house, person.token, now);
  later = 2 * period;
  return { ...person, ...factor };
};
const asked = "code: Enter the code of your authenticator app, or a recovery code.";
const wrong =
  "code: This code is not right, or was used already. Wait for the app's next code and enter that, or a recovery code; after five wrong attempts the account is locked for 30 minutes.";
const said = (failure: Failure) =>
  failure.fields.length > 0
    ? failure.fields.map(({ path, message }) => `${path}: ${message}`).join()
    : failure.code;
const signIn = (username: string, code?: string, typed = password) =>
  house
    .call("identity.logIn", { username, password: typed, ...(code === undefined ? {} : { code }) })
    .then(() => "in", said);
const attempt = (id: string, input: object, token: string) =>
  house.call(id, input, token).then(() => "done", said);
const stateOf = (token: string) => house.call("identity.getSecondFactor", {}, token);
const openSessions = async ({ personId }: TestPerson) =>
  (
    await house.superuser.query("select from session where person_id = $1 and ended_at is null", [
      personId,
    ])
  ).rowCount;

describe("setting up a second factor (ASVS 6.6.1)", () => {
  it("takes the password and the app's first code, and gives ten recovery codes once", async () => {
    const person = await somebody();
    const begin = (typed: string) =>
      attempt("identity.beginSecondFactor", { password: typed }, person.token);
    expect(await begin("not the right one")).toMatch(/^password: This is not your current/);
    expect(await stateOf(person.token)).toEqual({
      confirmedAt: null,
      recoveryCodes: 0,
      demandedBy: [],
    });
    const { secret, uri } = await house.call<{ secret: string; uri: string }>(
      "identity.beginSecondFactor",
      { password },
      person.token,
    );
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toContain(`otpauth://totp/Plumbline:${person.username}?`);
    expect(uri).toContain(`secret=${secret}`);
    expect(await signIn(person.username)).toBe("in");
    const early = appCode(secret, now().getTime() - 10 * period);
    expect(await attempt("identity.confirmSecondFactor", { code: early }, person.token)).toMatch(
      /^code: This is not the app's code of now/,
    );
    expect(await stateOf(person.token)).toMatchObject({ confirmedAt: null });
    const { recoveryCodes } = await house.call<{ recoveryCodes: string[] }>(
      "identity.confirmSecondFactor",
      { code: appCode(secret, now()) },
      person.token,
    );
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
    expect(await stateOf(person.token)).toMatchObject({ recoveryCodes: 10 });
    expect(await openSessions(person)).toBe(1);
    expect(await factsAbout(house, person.personId)).toEqual(
      expect.arrayContaining(["- identity.secondFactorEnrolled", "identity.secondFactorEnrolled"]),
    );
    const [letter] = await lettersTo(house, `${person.username}@example.org`);
    expect(letter?.subject).toBe("A second factor was set up");
  });

  it("must be confirmed within the hour, by the secret that was begun last", async () => {
    const person = await somebody();
    const begin = () =>
      house.call<{ secret: string }>("identity.beginSecondFactor", { password }, person.token);
    const first = await begin();
    const second = await begin();
    const confirm = (secret: string) =>
      attempt("identity.confirmSecondFactor", { code: appCode(secret, now()) }, person.token);
    expect(await confirm(first.secret)).toMatch(/^code:/);
    later = 61 * 60_000;
    await house.superuser.query(
      "update session set expires_at = $1, seen_at = $2 where person_id = $3",
      [new Date(start + 24 * 3_600_000), now(), person.personId],
    );
    expect(await confirm(second.secret)).toBe("conflict");
    later = 59 * 60_000;
    expect(await confirm(second.secret)).toBe("done");
    expect(await confirm(second.secret)).toBe("conflict");
  });

  it("anew asks for a code of the one in force, which holds until the new one is confirmed", async () => {
    const { username, token, secret } = await enrolled();
    const begin = (code?: string) =>
      house.call<{ secret: string }>(
        "identity.beginSecondFactor",
        { password, ...(code ? { code } : {}) },
        token,
      );
    await expect(begin()).rejects.toMatchObject({ fields: [{ path: "code" }] });
    const other = await begin(appCode(secret, now()));
    later += period;
    expect(await signIn(username, appCode(secret, now()))).toBe("in");
    expect(await signIn(username, appCode(other.secret, now()))).toBe(wrong);
    later += period;
    expect(
      await attempt("identity.confirmSecondFactor", { code: appCode(other.secret, now()) }, token),
    ).toBe("done");
    later += period;
    expect(await signIn(username, appCode(secret, now()))).toBe(wrong);
    expect(await signIn(username, appCode(other.secret, now()))).toBe("in");
  });

  it("leaves no secret in the log, and none but the digest of a recovery code anywhere", async () => {
    const { secret, recoveryCodes } = await enrolled();
    const { rowCount } = await house.superuser.query(
      "select from log_entry e where strpos(e::text, $1) > 0",
      [secret],
    );
    expect(rowCount).toBe(0);
    for (const code of recoveryCodes) {
      const bare = code.replaceAll("-", "");
      const { rows } = await house.superuser.query<{ n: string }>(
        `select (select count(*) from recovery_code r where strpos(r::text, $1) > 0 or strpos(r::text, $2) > 0)
          + (select count(*) from log_entry e where strpos(e::text, $1) > 0 or strpos(e::text, $2) > 0) as n`,
        [code, bare],
      );
      expect(Number(rows[0]?.n)).toBe(0);
    }
  });
});

describe("signing in with a second factor (Part 11 11.300; ASVS 6.5.1, 6.5.5, 6.6.3)", () => {
  it("asks for the code only after the right password, and opens nothing without it", async () => {
    const person = await enrolled();
    const before = await openSessions(person);
    expect(await signIn(person.username)).toBe(asked);
    expect(await signIn(person.username, undefined, "not the right one")).toBe("unauthenticated");
    expect(await signIn(person.username, appCode(person.secret, now()), "not the right one")).toBe(
      "unauthenticated",
    );
    expect(await openSessions(person)).toBe(before);
    expect(await signIn(person.username, appCode(person.secret, now()))).toBe("in");
  });

  it("takes a code once: neither again, nor an older one after it, nor the one that confirmed", async () => {
    const person = await somebody();
    const { secret } = await enrol(house, person.token, now);
    expect(await signIn(person.username, appCode(secret, now()))).toBe(wrong);
    later = 2 * period;
    expect(await signIn(person.username, appCode(secret, now()))).toBe("in");
    expect(await signIn(person.username, appCode(secret, now()))).toBe(wrong);
    expect(await signIn(person.username, appCode(secret, now().getTime() - period))).toBe(wrong);
  });

  it("takes a code once of two who send it at the same time", async () => {
    const { username, secret } = await enrolled();
    const code = appCode(secret, now());
    const outcomes = await Promise.all([signIn(username, code), signIn(username, code)]);
    expect(outcomes.toSorted()).toEqual([wrong, "in"].toSorted());
  });

  it.each([
    [-2, wrong],
    [-1, "in"],
    [1, "in"],
    [2, wrong],
  ])("takes the codes of one step to either side: %i", async (steps, outcome) => {
    const { username, secret } = await enrolled();
    later = 20 * period;
    expect(await signIn(username, appCode(secret, now().getTime() + steps * period))).toBe(outcome);
  });

  it("draws the window to the second", async () => {
    const { username, secret } = await enrolled();
    const step = Math.floor((start + 20 * period) / period) * period;
    const code = appCode(secret, step);
    later = step - period - 1 - start;
    expect(await signIn(username, code)).toBe(wrong);
    later = step + 2 * period - start;
    expect(await signIn(username, code)).toBe(wrong);
    later = step + 2 * period - 1 - start;
    expect(await signIn(username, code)).toBe("in");
  });

  it("locks after five wrong codes, then refuses even what is right, until the letter's link", async () => {
    const { username, personId, secret } = await enrolled();
    for (let time = 0; time < 5; time++) expect(await signIn(username, "000000")).toBe(wrong);
    expect(await signIn(username, appCode(secret, now()))).toBe("unauthenticated");
    const { rows } = await house.superuser.query<{ details: object }>(
      "select new as details from log_entry where record_id = $1 and type = 'identity.signInRefused' and org_id = $2 order by hint",
      [personId, organization.id],
    );
    expect(rows.map(({ details }) => details)).toEqual([
      ...Array.from({ length: 4 }, () => ({ factor: "code", locked: false })),
      { factor: "code", locked: true },
      { factor: "password", locked: false },
    ]);
    await house.call("identity.followLink", { token: await linkOf(house, username) });
    expect(await signIn(username, appCode(secret, now()))).toBe("in");
  });

  it("counts wrong passwords and wrong codes together; a missing code is neither", async () => {
    const { username, secret } = await enrolled();
    for (let time = 0; time < 3; time++) await signIn(username, undefined, "not the right one");
    for (let time = 0; time < 5; time++) expect(await signIn(username)).toBe(asked);
    expect(await signIn(username, "111111")).toBe(wrong);
    expect(await signIn(username, "222222")).toBe(wrong);
    expect(await signIn(username, appCode(secret, now()))).toBe("unauthenticated");
  });
});

describe("a recovery code", () => {
  it("signs in once, however it is typed, and its owner hears of it", async () => {
    const { username, personId, recoveryCodes } = await enrolled();
    const [code = ""] = recoveryCodes;
    expect(await signIn(username, ` ${code.toUpperCase().replaceAll("-", " ")} `)).toBe("in");
    expect(await signIn(username, code)).toBe(wrong);
    const [letter] = await lettersTo(house, `${username}@example.org`);
    expect(letter?.subject).toBe("A recovery code was used");
    expect(letter?.body).toContain("9 are left");
    expect(await factsAbout(house, personId)).toContain("- identity.recoveryCodeUsed");
  });

  it("signs in one of two who use it at once", async () => {
    const { username, recoveryCodes } = await enrolled();
    const [code] = recoveryCodes;
    const outcomes = await Promise.all([signIn(username, code), signIn(username, code)]);
    expect(outcomes.toSorted()).toEqual([wrong, "in"].toSorted());
  });

  it("of somebody else is worth nothing", async () => {
    const one = await enrolled();
    later = 0;
    const other = await enrolled();
    expect(await signIn(one.username, other.recoveryCodes[0])).toBe(wrong);
    expect(await signIn(one.username, appCode(other.secret, now()))).toBe(wrong);
  });

  it("is replaced by new ones, for password and code", async () => {
    const { username, token, secret, recoveryCodes } = await enrolled();
    const renew = (code: string, typed = password) =>
      attempt("identity.renewRecoveryCodes", { password: typed, code }, token);
    expect(await renew("123456")).toBe(wrong);
    expect(await renew(appCode(secret, now()), "not the right one")).toMatch(/^password:/);
    expect(await renew(appCode(secret, now()))).toBe("done");
    expect(await signIn(username, recoveryCodes[1])).toBe(wrong);
    expect(await stateOf(token)).toMatchObject({ recoveryCodes: 10 });
  });
});

describe("removing the second factor", () => {
  it("takes password and code, and leaves the password alone", async () => {
    const { username, personId, token, secret } = await enrolled();
    const remove = (code: string, typed = password) =>
      attempt("identity.removeSecondFactor", { password: typed, code }, token);
    expect(await remove("123456")).toBe(wrong);
    expect(await remove(appCode(secret, now()), "not the right one")).toMatch(/^password:/);
    expect(await remove(appCode(secret, now()))).toBe("done");
    expect(await signIn(username)).toBe("in");
    expect(await remove(appCode(secret, now()))).toBe("conflict");
    const { rowCount } = await house.superuser.query(
      "select from recovery_code where person_id = $1",
      [personId],
    );
    expect(rowCount).toBe(0);
    expect(await factsAbout(house, personId)).toContain("identity.secondFactorRemoved");
  });

  it("cannot be guessed through an open session: five attempts lock the account", async () => {
    const { username, token, secret } = await enrolled();
    for (let time = 0; time < 5; time++)
      await attempt("identity.removeSecondFactor", { password, code: "000000" }, token);
    expect(
      await attempt(
        "identity.removeSecondFactor",
        { password, code: appCode(secret, now()) },
        token,
      ),
    ).toMatch(/^password:/);
    expect(await signIn(username, appCode(secret, now()))).toBe("unauthenticated");
  });

  it("happens by itself when the person is erased", async () => {
    const { personId } = await enrolled();
    await house.sequenced();
    await house.superuser.query("select person_erase($1)", [personId]);
    const { rows } = await house.superuser.query<{ n: string }>(
      "select (select count(*) from second_factor where person_id = $1) + (select count(*) from recovery_code where person_id = $1) as n",
      [personId],
    );
    expect(Number(rows[0]?.n)).toBe(0);
  });
});
