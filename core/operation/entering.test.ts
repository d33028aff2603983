import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createPool } from "#core/database";
import { createInvoker } from "#core/operation";
import type { Entry, Invoker } from "#core/operation";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();
const organization = await house.organization();
const administrator = await house.person(organization, ["administrator"]);
const east = await house.scope(organization, "East");
const west = await house.scope(organization, "West");
const today = new Date().toISOString().slice(0, 10);
const owner = await house.person(organization, ["member"]);
for (const scopeId of [east, west])
  await house.call(
    "home.postNotice",
    { title: scopeId, text: "", fromOn: today, scopeId },
    owner.token,
  );

const titles = async (token: string): Promise<readonly string[]> =>
  (await house.call<{ items: { title: string }[] }>("home.listNotices", {}, token)).items
    .map(({ title }) => title)
    .toSorted();

const as = (invoke: Invoker, token: string | null, id = "home.listNotices") => {
  const operation = house.operations.find((one) => one.id === id);
  if (!operation) throw new Error(`There is no operation ${id}.`);
  const entry: Entry = { requestId: randomUUID(), address: "127.0.0.1", device: "test", token };
  return invoke(operation, {}, entry);
};

const refusals = async (personId: string) =>
  (
    await house.superuser.query<{ org_id: string; new: unknown; operation: string }>(
      `select org_id, new, context ->> 'operation' as operation from log_entry
        where type = 'access.refused' and context ->> 'person' = $1`,
      [personId],
    )
  ).rows;

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 100 && !(await condition()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
};

describe("a session (ASVS 7.3.1, 7.3.2, 7.4.1)", () => {
  it.each([
    ["that expired", "expires_at = clock_timestamp() - interval '1 second'"],
    [
      "that idled too long",
      "seen_at = clock_timestamp() - make_interval(secs => idle_seconds + 1)",
    ],
    ["that was ended", "ended_at = clock_timestamp()"],
  ])("%s lets nobody in", async (_, change) => {
    const { token, personId } = await house.person(organization, ["member"]);
    expect(await titles(token)).toHaveLength(2);
    await house.superuser.query(`update session set ${change} where person_id = $1`, [personId]);
    await expect(titles(token)).rejects.toMatchObject({
      code: "unauthenticated",
      message: "Your session has ended. Sign in again.",
    });
    await expect(house.call("identity.signOut", {}, token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("stays alive by being used, noted at most once a minute", async () => {
    const { token, personId } = await house.person(organization, ["member"]);
    const seen = async () =>
      (
        await house.superuser.query<{ seen_at: Date }>(
          "select seen_at from session where person_id = $1",
          [personId],
        )
      ).rows[0]?.seen_at.getTime() ?? 0;
    const fresh = await seen();
    await titles(token);
    expect(await seen()).toBe(fresh);
    await house.superuser.query(
      "update session set seen_at = seen_at - interval '2 minutes' where person_id = $1",
      [personId],
    );
    await titles(token);
    await until(async () => (await seen()) > fresh - 60_000);
    expect(await seen()).toBeGreaterThan(fresh - 60_000);
  });

  it("is needed at all", async () => {
    await expect(house.call("home.listNotices", {})).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(house.call("home.listNotices", {}, "no such token")).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("of another organisation than the caller believes is a conflict", async () => {
    const { token } = await house.person(organization, ["member"]);
    const call = (organizationId: string) =>
      house.call("home.listNotices", {}, token, { organizationId });
    await expect(call(randomUUID())).rejects.toMatchObject({ code: "conflict" });
    expect(await call(organization.id)).toHaveProperty("items");
  });
});

describe("rights that change between two reads", () => {
  it("have effect at once, in both directions", async () => {
    const person = await house.person(organization, [{ role: "member", in: east }]);
    const { items: roles } = await house.call<{ items: { id: string; key: string }[] }>(
      "access.listRoles",
      {},
      administrator.token,
    );
    const roleId = roles.find(({ key }) => key === "member")?.id;
    const give = async (scopeId: string) => {
      const { roles: held } = await house.call<{ roles: { id: string; scopeId: string }[] }>(
        "access.assignRole",
        { id: person.membershipId, roleId, scopeId },
        administrator.token,
      );
      return held.find((one) => one.scopeId === scopeId)?.id;
    };
    const take = (assignmentId: string | undefined) =>
      house.call(
        "access.withdrawRole",
        { id: person.membershipId, assignmentId },
        administrator.token,
      );

    expect(await titles(person.token)).toEqual([east]);
    const inWest = await give(west);
    expect(await titles(person.token)).toEqual([east, west].toSorted());
    await take(inWest);
    expect(await titles(person.token)).toEqual([east]);
    const everywhere = await give(organization.id);
    expect(await titles(person.token)).toEqual([east, west].toSorted());
    await take(everywhere);
    expect(await titles(person.token)).toEqual([east]);
  });

  it("and are all gone end in a refusal", async () => {
    const { token, membershipId } = await house.person(organization, [
      { role: "member", in: east },
    ]);
    expect(await titles(token)).toEqual([east]);
    const { roles } = await house.call<{ roles: { id: string }[] }>(
      "access.getPerson",
      { id: membershipId },
      administrator.token,
    );
    await house.call(
      "access.withdrawRole",
      { id: membershipId, assignmentId: roles[0]?.id },
      administrator.token,
    );
    await expect(titles(token)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a refusal", () => {
  it("is logged with who asked for what, ten times a minute at most (ASVS 16.3.2)", async () => {
    const person = await house.person(organization, []);
    const instant = new Date();
    const invoke = createInvoker({ ...house.parts, clock: () => instant });
    for (let times = 0; times < 14; times++)
      await expect(as(invoke, person.token)).rejects.toMatchObject({ code: "forbidden" });
    await until(async () => (await refusals(person.personId)).length >= 10);
    const entries = await refusals(person.personId);
    expect(entries).toHaveLength(10);
    expect(entries[0]).toEqual({
      org_id: organization.id,
      new: { permission: "home.notice.read" },
      operation: "home.listNotices",
    });
  });

  it("leaves its connection ready for the next read, also when it was the first on it", async () => {
    const pool = createPool(house.urls.app, { max: 1, name: "one", onError: () => {} });
    afterAll(() => pool.end());
    const invoke = createInvoker({ ...house.parts, pool });
    const nobody = await house.person(organization, []);
    for (let times = 0; times < 3; times++) {
      await expect(as(invoke, nobody.token)).rejects.toMatchObject({ code: "forbidden" });
      await expect(as(invoke, "no such token")).rejects.toMatchObject({ code: "unauthenticated" });
      expect((await as(invoke, owner.token)).json).toContain(west);
    }
  });

  it("leaves nothing of one caller on a connection for the next", async () => {
    const pool = createPool(house.urls.app, { max: 1, name: "one", onError: () => {} });
    afterAll(() => pool.end());
    const invoke = createInvoker({ ...house.parts, pool });
    const eastern = await house.person(organization, [{ role: "member", in: east }]);
    expect((await as(invoke, owner.token)).json).toContain(west);
    expect((await as(invoke, eastern.token)).json).not.toContain(west);
    const { rows } = await pool.query(
      "select current_setting('plumb.org', true) as org, (select count(*) from notice) as seen",
    );
    expect(rows).toEqual([{ org: "", seen: 0 }]);
  });
});
