import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { command, query } from "#core/operation";
import { statement } from "#core/database";
import { testHouse } from "../../test/harness.ts";
import { runs, samples } from "./sample-operations.ts";

const house = await testHouse({ operations: samples });
const organization = await house.organization();
const member = await house.person(organization, ["member"]);
const today = new Date().toISOString().slice(0, 10);

const post = (title: string) =>
  house
    .call<{ id: string }>(
      "home.postNotice",
      { title, text: "", fromOn: today, scopeId: organization.id },
      member.token,
    )
    .then(({ id }) => id);

beforeEach(() => Object.assign(runs, { lockBoth: 0, firstLocked: 0, failing: 0, failures: 0 }));

describe("a command", () => {
  it("that meets a deadlock is run again, and both succeed", async () => {
    const [first, second] = [await post("First"), await post("Second")];
    await Promise.all([
      house.call("sample.lockBoth", { first, second }, member.token),
      house.call("sample.lockBoth", { first: second, second: first }, member.token),
    ]);
    expect(runs.lockBoth).toBe(3);
  });

  it("that fails to serialise is run again, and leaves behind what its last run did", async () => {
    runs.failures = 2;
    await house.call("sample.failing", {}, member.token);
    const { rows } = await house.superuser.query(
      "select payload from job where kind = 'sample.left'",
    );
    expect(rows).toEqual([{ payload: { run: 3 } }]);
    await house.superuser.query("delete from job where kind = 'sample.left'");
  });

  it("that never serialises gives up after four runs, and leaves nothing", async () => {
    runs.failures = 99;
    await expect(house.call("sample.failing", {}, member.token)).rejects.toMatchObject({
      code: "unavailable",
      message: "Too many people changed the same thing at once. Nothing was changed; try again.",
    });
    expect(runs.failing).toBe(4);
    const { rowCount } = await house.superuser.query("select from job where kind = 'sample.left'");
    expect(rowCount).toBe(0);
  });

  it("whose statement takes too long is stopped with a sentence, and its connection stays of use", async () => {
    await expect(house.call("sample.slow", {}, member.token)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("This took too long"),
    });
    expect(await house.call("home.listNotices", {}, member.token)).toHaveProperty("items");
  });

  it("draws numbers without gap, also when one fails after drawing", async () => {
    const outcomes = await Promise.allSettled(
      [false, true, false, true, false].map((fail) =>
        house.call<{ number: number }>("sample.draw", { fail }, member.token),
      ),
    );
    const numbers = outcomes.flatMap((one) =>
      one.status === "fulfilled" ? [one.value.number] : [],
    );
    expect(numbers.toSorted((one, other) => one - other)).toEqual([1, 2, 3]);
  });
});

describe("a query", () => {
  it("runs read only, within limits, in UTC", async () => {
    expect(await house.call("sample.limits", {}, member.token)).toEqual({
      statement: "10s",
      lock: "5s",
      idle: "15s",
      readOnly: "on",
      isolation: "read committed",
      zone: "UTC",
    });
  });

  it.each([
    ["sample.writes", () => member.token],
    ["sample.writesOpenly", () => null],
  ])("whose statement writes fails: %s", async (id, token) => {
    const count = () => house.superuser.query("select from mail").then(({ rowCount }) => rowCount);
    const before = await count();
    await expect(house.call(id, {}, token())).rejects.toMatchObject({ code: "25006" });
    expect(await count()).toBe(before);
  });
});

describe("the log entry of a change (Part 11 11.10(e))", () => {
  it("says who, with which roles, by which operation, from where", async () => {
    const id = await post("Context");
    const { rows } = await house.superuser.query(
      "select org_id, context from log_entry where record_id = $1",
      [id],
    );
    const { rows: roles } = await house.superuser.query<{ id: string }>(
      "select id from role where org_id = $1 and key = 'member'",
      [organization.id],
    );
    expect(rows).toEqual([
      {
        org_id: organization.id,
        context: {
          kind: "person",
          person: member.personId,
          membership: member.membershipId,
          session: expect.any(String),
          roles: [roles[0]?.id],
          zone: "UTC",
          operation: "home.postNotice",
          request: expect.any(String),
          address: "127.0.0.1",
          device: "test",
        },
      },
    ]);
  });

  it("does not exist where an update alters nothing", async () => {
    const id = await post("Same");
    await house.act(organization, (ctx) =>
      ctx.db.updateTable("notice").set({ title: "Same" }).where("id", "=", id).execute(),
    );
    const { rows } = await house.superuser.query(
      "select action from log_entry where record_id = $1",
      [id],
    );
    expect(rows).toEqual([{ action: "insert" }]);
  });
});

describe("an operation", () => {
  const parts = {
    id: "sample.unguarded",
    summary: "Says nothing about who may",
    http: { method: "GET", path: "/samples/unguarded" },
    input: z.strictObject({}),
    output: z.null(),
    example: { input: {}, output: null },
  } as const;

  it.each([undefined, null, "", "everything", { none: "", session: "optional" }])(
    "cannot be declared with %s in the place of a permission",
    (permission) => {
      const guarded = { ...parts, permission: permission as string };
      const sentence =
        /sample\.unguarded names no permission\. Name one, or say with signedIn\(why\) or open\(why\)/;
      expect(() => command({ ...guarded, run: async () => null })).toThrow(sentence);
      expect(() => query({ ...guarded, read: () => statement`select 'null' as json` })).toThrow(
        sentence,
      );
    },
  );
});
