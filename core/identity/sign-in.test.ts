import { beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "#core/operation";
import { password, testHouse } from "../../test/harness.ts";
import { factsAbout, lettersTo, linkOf } from "../../test/letters.ts";

let minutesLater = 0;
const house = await testHouse({ clock: () => new Date(Date.now() + minutesLater * 60_000) });
const organization = await house.organization();
const somebody = () => house.person(organization, ["member"]);
const refused =
  "The user name and password do not belong together, or the account is locked. After five wrong attempts an account stays locked for 30 minutes; a link in the letter then sent opens it at once.";

beforeEach(() => {
  minutesLater = 0;
});

const attempt = (username: string, typed = "not the right one") =>
  house.call("identity.logIn", { username, password: typed }).then(
    () => "in",
    (failure: Failure) => `${failure.code}: ${failure.message}`,
  );
const fail = async (username: string, times: number): Promise<void> => {
  for (let time = 0; time < times; time++)
    expect(await attempt(username)).toBe(`unauthenticated: ${refused}`);
};

describe("an account (Part 11 11.300(d); ASVS 6.3.1)", () => {
  it("locks after five wrong passwords, and then not even the right one opens it for 30 minutes", async () => {
    const { username, personId } = await somebody();
    await fail(username, 5);
    expect(await attempt(username, password)).toBe(`unauthenticated: ${refused}`);
    minutesLater = 29;
    expect(await attempt(username, password)).toBe(`unauthenticated: ${refused}`);
    minutesLater = 31;
    expect(await attempt(username, password)).toBe("in");
    const facts = await factsAbout(house, personId);
    expect(facts.filter((fact) => fact === "- identity.signInRefused")).toHaveLength(7);
    expect(facts.filter((fact) => fact === "identity.signInRefused")).toHaveLength(7);
    expect(facts.at(-1)).toBe("identity.signedIn");
  });

  it("counts anew after its lock has ended, and after each success", async () => {
    const { username } = await somebody();
    await fail(username, 5);
    minutesLater = 31;
    await fail(username, 4);
    expect(await attempt(username, password)).toBe("in");
    await fail(username, 4);
    expect(await attempt(username, password)).toBe("in");
  });

  it("does not stay open longer because many try at once", async () => {
    const { username } = await somebody();
    await Promise.all(Array.from({ length: 12 }, () => fail(username, 1)));
    expect(await attempt(username, password)).toBe(`unauthenticated: ${refused}`);
    expect(await lettersTo(house, `${username}@example.org`)).toHaveLength(1);
  });

  it("counts a name the same however it is written", async () => {
    const { username } = await somebody();
    await fail(username.toUpperCase(), 2);
    await fail(` ${username} `, 3);
    expect(await attempt(username, password)).toBe(`unauthenticated: ${refused}`);
  });

  it("is opened at once by the mailed link, which works once", async () => {
    const { username, personId } = await somebody();
    await fail(username, 5);
    const token = await linkOf(house, username);
    expect(await house.call("identity.inspectLink", { token })).toEqual({
      kind: "unlock",
      username,
      organization: null,
      needsPassword: false,
    });
    expect(await house.call("identity.followLink", { token })).toEqual({ username });
    expect(await attempt(username, password)).toBe("in");
    await expect(house.call("identity.followLink", { token })).rejects.toMatchObject({
      code: "not_found",
      message: "This link was used already or has expired. Ask for a new one.",
    });
    expect(await factsAbout(house, personId)).toContain("identity.accountUnlocked");
  });

  it("is opened by one of two who follow the link at once", async () => {
    const { username, personId } = await somebody();
    await fail(username, 5);
    const token = await linkOf(house, username);
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => house.call("identity.followLink", { token })),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const facts = await factsAbout(house, personId);
    expect(facts.filter((fact) => fact === "identity.accountUnlocked")).toHaveLength(1);
  });
});

describe("a name that nobody has (ASVS 6.3.8)", () => {
  it("gets the same answers as a wrong password, and no letter", async () => {
    const unknown = `nobody.${Date.now()}`;
    await fail(unknown, 6);
    expect(await lettersTo(house, `${unknown}@example.org`)).toEqual([]);
  });

  it("takes as long to answer as one that somebody has", async () => {
    const people = await Promise.all([somebody(), somebody(), somebody(), somebody()]);
    const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
    const measure = async (which: "known" | "unknown", username: string) => {
      const start = performance.now();
      await attempt(username);
      times[which].push(performance.now() - start);
    };
    for (let index = 0; index < 16; index++) {
      await measure("known", people[index % 4]?.username ?? "");
      await measure("unknown", `nobody.${index % 4}`);
    }
    const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[8] ?? 0;
    const ratio = median(times.known) / median(times.unknown);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  }, 60_000);

  it("is logged in the installation's tree, without the name that was typed", async () => {
    const count = async () =>
      (
        await house.superuser.query(
          "select from log_entry where type = 'identity.signInRefused' and record_id is null and org_id = '00000000-0000-0000-0000-000000000000'",
        )
      ).rowCount ?? 0;
    const before = await count();
    await fail("a.very.unusual.name", 1);
    expect(await count()).toBe(before + 1);
    const { rowCount } = await house.superuser.query(
      "select from log_entry e where e::text like '%a.very.unusual.name%'",
    );
    expect(rowCount).toBe(0);
  });
});

describe("signing in", () => {
  it("works for a person who belongs to no organisation any more, and shows nothing", async () => {
    const administrator = await house.person(organization, ["administrator"]);
    const { username, membershipId } = await somebody();
    await house.call(
      "access.deactivatePerson",
      { id: membershipId, version: 1, reason: "Left us" },
      administrator.token,
    );
    const { access_token: token, user } = await house.call<{ access_token: string; user: object }>(
      "identity.logIn",
      { username, password },
    );
    expect(user).toMatchObject({
      organization: null,
      membership: null,
      organizations: [],
      permissions: {},
    });
    expect(await house.call("identity.getSession", {}, token)).toMatchObject({
      organization: null,
    });
    await expect(house.call("home.listNotices", {}, token)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("into an organisation one does not belong to is refused", async () => {
    const elsewhere = await house.organization();
    const { username } = await somebody();
    await expect(
      house.call("identity.logIn", { username, password, organization: elsewhere.id }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});
