import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import type { TestPerson } from "../../test/harness.ts";
import { browserToken } from "../../test/browser-token.ts";
import { lettersTo } from "../../test/letters.ts";

const house = await testHouse();
const organization = await house.organization("Europe/Athens");
const east = await house.scope(organization, "East");
const west = await house.scope(organization, "West");
const administrator = await house.person(organization, ["administrator"]);

type Token = { id: string; name: string; state: string; lastUsedAt: string | null };
type Made = { secret: string; token: Token & { endsOn: string } };

const day = (inDays: number): string =>
  new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);

const make = async (person: TestPerson, wanted: Record<string, unknown> = {}): Promise<Made> =>
  house.call<Made>(
    "access.makeToken",
    {
      name: "Import",
      permissions: ["home.notice.read", "home.notice.write"],
      scopes: [organization.id],
      endsOn: day(30),
      ...wanted,
    },
    await browserToken(house, person.username),
  );
const post = (scopeId: string, token: string) =>
  house.call<{ id: string }>(
    "home.postNotice",
    { title: "Posted", text: "", fromOn: day(0), scopeId },
    token,
  );
const tokensOf = (token: string, more: Record<string, unknown> = {}) =>
  house.call<{ items: Token[] }>("access.listTokens", { state: "all", ...more }, token);
const outside = {
  code: "forbidden",
  message:
    "This access token does not carry the permission. Make a token that does, or sign in yourself.",
};
const ended = { code: "unauthenticated", message: "Your session has ended. Sign in again." };

describe("a named access token (Part 11 11.10(d), 11.300(b); ASVS 10.4.8)", () => {
  it("shows its secret once, and the database holds a digest alone", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret, token } = await make(person);
    expect(secret).toMatch(/^plumb_[\w-]{43}$/);
    expect(token).toMatchObject({ name: "Import", state: "active", lastUsedAt: null });
    const { items } = await tokensOf(person.token);
    expect(JSON.stringify(items)).not.toContain(secret.slice(6));
    const { rows } = await house.superuser.query<{ all: string }>(
      `select (select string_agg(s::text, '') from session s) || (select string_agg(t::text, '') from api_token t)
        || (select string_agg(e::text, '') from log_entry e) as all`,
    );
    expect(rows[0]?.all).toContain(token.id);
    expect(rows[0]?.all).not.toContain(secret.slice(6));
  });

  it("lists, reads and changes within its permissions, and nothing else", async () => {
    const person = await house.person(organization, ["administrator", "member"]);
    const { secret } = await make(person, { permissions: ["home.notice.read"] });
    const { id } = await post(organization.id, person.token);
    expect(await house.call("home.listNotices", {}, secret)).toHaveProperty("items");
    expect(await house.call("home.getNotice", { id }, secret)).toMatchObject({ id });
    const refused: [string, Record<string, unknown>][] = [
      ["home.postNotice", { title: "X", text: "", fromOn: day(0), scopeId: organization.id }],
      ["home.editNotice", { id, version: 1, title: "Other" }],
      ["home.removeNotice", { id, version: 1 }],
      ["access.listPeople", {}],
      ["log.listEntries", {}],
    ];
    for (const [operation, input] of refused)
      await expect(house.call(operation, input, secret), operation).rejects.toMatchObject(outside);
  });

  it("reaches its scopes and what lies below, and sees nothing of the rest", async () => {
    const person = await house.person(organization, ["member"]);
    const below = await house.scope(organization, "Below east", east);
    const { secret } = await make(person, { scopes: [east] });
    const there = await post(west, person.token);
    const here = await post(below, secret);
    const { items } = await house.call<{ items: { id: string; scopeId: string }[] }>(
      "home.listNotices",
      { limit: 100 },
      secret,
    );
    expect(items.map(({ id }) => id)).toContain(here.id);
    expect(items.filter(({ scopeId }) => ![east, below].includes(scopeId))).toEqual([]);
    for (const id of ["home.getNotice", "home.removeNotice"])
      await expect(
        house.call(
          id,
          { id: there.id, ...(id === "home.getNotice" ? {} : { version: 1 }) },
          secret,
        ),
      ).rejects.toMatchObject({ code: "not_found" });
    for (const scopeId of [west, organization.id])
      await expect(post(scopeId, secret)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("carries only what the person holds, where the person holds it", async () => {
    await house.call(
      "access.addRole",
      {
        name: "Noticing",
        permissions: [
          "home.notice.read",
          "home.notice.write",
          "access.token.read",
          "access.token.write",
        ],
      },
      administrator.token,
    );
    const person = await house.person(organization, [{ role: "Noticing", in: east }]);
    const fault = (path: string) => ({ code: "invalid", fields: [{ path }] });
    for (const permission of ["access.person.write", "home.notice.burn", "access.token.write"])
      await expect(
        make(person, { permissions: [permission], scopes: [east] }),
      ).rejects.toMatchObject(fault("permissions"));
    for (const scope of [west, organization.id, randomUUID()])
      await expect(make(person, { scopes: [east, scope] })).rejects.toMatchObject(fault("scopes"));
    const { token } = await make(person, { scopes: [east] });
    expect(token).toMatchObject({ scopes: [{ id: east, name: "East" }] });
    expect(await house.call("access.listTokenChoices", {}, person.token)).toEqual({
      permissions: [
        { key: "home.notice.read", summary: "Read notices" },
        { key: "home.notice.write", summary: expect.any(String) },
      ],
      scopes: [
        { id: east, name: "East", depth: 1 },
        { id: expect.any(String), name: "Below east", depth: 2 },
      ],
    });
  });

  it("loses at once what its person loses", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret } = await make(person);
    await post(organization.id, secret);
    const { roles } = await house.call<{ roles: { id: string }[] }>(
      "access.getPerson",
      { id: person.membershipId },
      administrator.token,
    );
    await house.call(
      "access.withdrawRole",
      { id: person.membershipId, assignmentId: roles[0]?.id },
      administrator.token,
    );
    await expect(post(organization.id, secret)).rejects.toMatchObject({ code: "forbidden" });
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("acts in the log as a token of its person, by its id", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret, token } = await make(person);
    const { id } = await post(organization.id, secret);
    const { rows } = await house.superuser.query<{ context: Record<string, unknown> }>(
      "select context from log_entry where record_id = $1",
      [id],
    );
    expect(rows).toEqual([
      {
        context: expect.objectContaining({
          kind: "token",
          token: token.id,
          person: person.personId,
          operation: "home.postNotice",
        }),
      },
    ]);
  });

  it("was last used when it was last used", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret } = await make(person);
    expect((await tokensOf(person.token)).items[0]?.lastUsedAt).toBeNull();
    await house.call("home.listNotices", {}, secret);
    await expect
      .poll(async () => (await tokensOf(person.token)).items[0]?.lastUsedAt ?? "")
      .toContain(day(0).slice(0, 4));
  });
});

describe("an access token ends", () => {
  it("with its last day in the organisation's zone, a year from now at the latest", async () => {
    const person = await house.person(organization, ["member"]);
    for (const endsOn of [day(-2), day(368)])
      await expect(make(person, { endsOn })).rejects.toMatchObject({
        code: "invalid",
        fields: [{ path: "endsOn" }],
      });
    const { secret, token } = await make(person, {
      endsOn: "2026-12-24".replace("2026", day(0).slice(0, 4)),
    });
    const { rows } = await house.superuser.query<{ end: string }>(
      "select (expires_at at time zone 'Europe/Athens')::text as end from session where token_id = $1",
      [token.id],
    );
    expect(rows[0]?.end).toBe(`${token.endsOn.slice(0, 8)}25 00:00:00`);
    await house.superuser.query(
      "update session set expires_at = now() - interval '1 second' where token_id = $1",
      [token.id],
    );
    await house.superuser.query(
      "update api_token set made_on = made_on - 300, ends_on = made_on - 1 where id = $1",
      [token.id],
    );
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject(ended);
    expect((await tokensOf(person.token)).items).toMatchObject([{ state: "expired" }]);
    expect((await tokensOf(person.token, { state: "active" })).items).toEqual([]);
  });

  it("when its person revokes it; nobody else but who manages people sees that it exists", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret, token } = await make(person);
    const colleague = await house.person(organization, ["member"]);
    const eastern = await house.person(organization, [
      "member",
      { role: "administrator", in: east },
    ]);
    for (const other of [colleague, eastern])
      await expect(
        house.call("access.revokeToken", { id: token.id }, other.token),
      ).rejects.toMatchObject({ code: "not_found" });
    expect((await tokensOf(colleague.token)).items).toEqual([]);
    await house.call("access.revokeToken", { id: token.id }, person.token);
    await house.call("access.revokeToken", { id: token.id }, person.token);
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject(ended);
    expect((await tokensOf(person.token)).items).toMatchObject([{ state: "revoked" }]);
    const { rows } = await house.superuser.query(
      "select action, new ->> 'revoked_by' as by from log_entry where record_id = $1 order by hint",
      [token.id],
    );
    expect(rows).toEqual([
      { action: "insert", by: null },
      { action: "update", by: person.membershipId },
    ]);
    expect(await lettersTo(house, `${person.username}@example.org`)).toEqual([]);
  });

  it("when an administrator revokes it, who sees everybody's; the person gets a letter", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret, token } = await make(person);
    await expect(tokensOf(person.token, { all: "true" })).rejects.toMatchObject({
      code: "forbidden",
    });
    // Where there is none to see, too: an empty list would tell that.
    const elsewhere = await house.person(await house.organization(), ["member"]);
    await expect(tokensOf(elsewhere.token, { all: "true" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const auditor = await house.person(organization, ["auditor"]);
    for (const reader of [administrator, auditor])
      expect((await tokensOf(reader.token, { all: "true" })).items).toContainEqual(
        expect.objectContaining({
          id: token.id,
          person: { id: person.membershipId, printedName: person.username },
        }),
      );
    await expect(
      house.call("access.revokeToken", { id: token.id }, auditor.token),
    ).rejects.toMatchObject({ code: "forbidden" });
    await house.call("access.revokeToken", { id: token.id }, administrator.token);
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject(ended);
    expect(await lettersTo(house, `${person.username}@example.org`)).toMatchObject([
      { subject: "An access token of yours was revoked" },
    ]);
  });

  it("when its person is deactivated, and does not come back with them", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret } = await make(person);
    const standing = (verb: string, version: number) =>
      house.call(
        `access.${verb}Person`,
        { id: person.membershipId, version, reason: "Long leave" },
        administrator.token,
      );
    await standing("deactivate", 1);
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject(ended);
    // Even if its session had been overlooked.
    await house.superuser.query("update session set ended_at = null where person_id = $1", [
      person.personId,
    ]);
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject(ended);
    await house.superuser.query("update session set ended_at = now() where person_id = $1", [
      person.personId,
    ]);
    await standing("reactivate", 2);
    await expect(house.call("home.listNotices", {}, secret)).rejects.toMatchObject(ended);
  });
});

describe("what asks for the person (ASVS 7.5.3)", () => {
  it("refuses a token: sessions, credentials and tokens", async () => {
    const person = await house.person(organization, ["administrator", "member"]);
    const { secret, token } = await make(person);
    const next = "seven quiet herons wade";
    const personal: [string, Record<string, unknown>][] = [
      ["identity.getSession", {}],
      ["identity.listSessions", {}],
      ["identity.endOtherSessions", {}],
      ["identity.signOut", {}],
      ["identity.changePassword", { current: next, next }],
      ["identity.editProfile", { email: "elsewhere@example.org" }],
      ["identity.switchOrganization", { organizationId: organization.id }],
      ["access.listTokens", {}],
      ["access.listTokenChoices", {}],
      ["access.revokeToken", { id: token.id }],
      [
        "access.makeToken",
        { name: "Child", permissions: ["home.notice.read"], scopes: [east], endsOn: day(3) },
      ],
    ];
    for (const [id, input] of personal)
      await expect(house.call(id, input, secret), id).rejects.toMatchObject({ code: "forbidden" });
    expect(await house.call("home.listNotices", {}, secret)).toHaveProperty("items");
  });

  it("makes no token for the log-in of a program", async () => {
    const person = await house.person(organization, ["member"]);
    await expect(
      house.call(
        "access.makeToken",
        { name: "X", permissions: ["home.notice.read"], scopes: [organization.id], endsOn: day(3) },
        person.token,
      ),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect((await tokensOf(person.token)).items).toEqual([]);
  });

  it("shows and ends a person's sessions without their tokens", async () => {
    const person = await house.person(organization, ["member"]);
    const { secret } = await make(person);
    const { items } = await house.call<{ items: { kind: string }[] }>(
      "identity.listSessions",
      {},
      person.token,
    );
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(["api", "browser"]);
    await house.call("identity.endOtherSessions", {}, person.token);
    expect(await house.call("home.listNotices", {}, secret)).toHaveProperty("items");
  });
});
