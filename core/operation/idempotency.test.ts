import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();
const organization = await house.organization();
const member = await house.person(organization, ["member"]);
const other = await house.person(organization, ["member"]);

const notice = (title: string) => ({
  title,
  text: "",
  fromOn: "2026-01-01",
  scopeId: organization.id,
});

const post = (title: string, key: string, token = member.token) =>
  house.call<{ id: string }>("home.postNotice", notice(title), token, { idempotencyKey: key });

const count = async (title: string): Promise<number> =>
  (await house.superuser.query("select from notice where title = $1", [title])).rowCount ?? 0;

describe("idempotency keys", () => {
  it("the same request is answered again and done once", async () => {
    const key = randomUUID();
    const first = await post("once", key);
    expect(await post("once", key)).toEqual(first);
    expect(await count("once")).toBe(1);
  });

  it("another request under the same key is a conflict", async () => {
    const key = randomUUID();
    await post("one", key);
    await expect(post("two", key)).rejects.toMatchObject({ code: "conflict" });
    expect(await count("two")).toBe(0);
  });

  it("ten at once have one effect and one answer", async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post("at once", key)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await count("at once")).toBe(1);
  });

  it("a refusal is not kept: the corrected request may use the key", async () => {
    const key = randomUUID();
    const wrong = { ...notice("refused"), untilOn: "2025-01-01" };
    await expect(
      house.call("home.postNotice", wrong, member.token, { idempotencyKey: key }),
    ).rejects.toMatchObject({ code: "invalid" });
    await post("accepted", key);
    expect(await count("accepted")).toBe(1);
  });

  it("keys of two people never meet", async () => {
    const key = randomUUID();
    const mine = await post("mine", key);
    const theirs = await post("mine", key, other.token);
    expect(theirs.id).not.toBe(mine.id);
  });

  it("after 24 hours the key is free", async () => {
    const key = randomUUID();
    await post("long ago", key);
    await house.superuser.query(
      "update idempotency_key set created_at = created_at - interval '25 hours'",
    );
    await post("long ago", key);
    expect(await count("long ago")).toBe(2);
  });

  it("answers with secrets are not kept", async () => {
    const key = randomUUID();
    const before = await house.superuser.query("select from idempotency_key");
    await house.call(
      "identity.switchOrganization",
      { organizationId: organization.id },
      await browserToken(),
      { idempotencyKey: key },
    );
    const after = await house.superuser.query("select from idempotency_key");
    expect(after.rowCount).toBe(before.rowCount);
  });

  it("a transaction that never committed leaves the key free", async () => {
    const key = randomUUID();
    await house.superuser.query(
      "alter table notice add constraint planted check (title <> 'dies')",
    );
    await expect(post("dies", key)).rejects.toMatchObject({ code: "invalid" });
    await house.superuser.query("alter table notice drop constraint planted");
    await post("dies", key);
    expect(await count("dies")).toBe(1);
  });
});

/** A browser's session, made as the sign-in makes it: the token travels in the outcome, not in the answer. */
const browserToken = async (): Promise<string> => {
  const signIn = house.operations.find(({ id }) => id === "identity.signIn");
  if (!signIn) throw new Error("There is no sign-in.");
  const { session } = await house.invoke(
    signIn,
    { username: other.username, password: "correct-lantern-harbour" },
    { requestId: randomUUID(), address: "127.0.0.1", device: "test", token: null },
  );
  return typeof session === "object" ? session.token : "";
};
