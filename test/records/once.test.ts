import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { proofFor } from "../signing.ts";
import { creation } from "./drive.ts";
import { brokenInvariants } from "./invariants.ts";
import { calibration } from "./sample/calibration.ts";
import { registry, stage, withSample } from "./sample/house.ts";

const house = await testHouse(withSample);
const { organization, cast, driven } = await stage(house);
const [author, owner, third, other] = cast;

const outcomes = async (sent: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(sent)).map((one) =>
    one.status === "fulfilled" ? "done" : String((one.reason as { code?: string }).code),
  );

const approval = async (id: string, version: number, token: string) => {
  const input = { id, version };
  const { digest } = await house.call<{ digest: string }>(
    "sample.calibration.previewApprove",
    input,
    token,
  );
  const proof = await proofFor(house, token, {
    purpose: `sign sample.calibration.approved ${id}`,
    digest,
  });
  return { ...input, signature: { digest, proof } };
};

const leftBy = async (id: string) =>
  (
    await house.superuser.query<{ version: number; signatures: number; entries: number }>(
      `select r.version::int, (select count(*)::int from signature s where s.record_id = r.id and s.point = 'approved') as signatures,
        (select count(*)::int from log_entry e where e.record_id = r.id and e.type = 'records.record' and e.new ->> 'state' = 'approved') as entries
       from record r where r.id = $1`,
      [id],
    )
  ).rows[0];

const inReview = async () => driven.moveTo(calibration, await driven.make(calibration), ["review"]);

describe("one effect", () => {
  it("of two people who approve at the same moment", async () => {
    for (let round = 0; round < 4; round++) {
      const { id } = await inReview();
      // With every finding resolved, as the approval asks for.
      const { input } = await driven.unsigned(
        calibration,
        await driven.get(calibration, id),
        "approve",
      );
      const { version } = input;
      const [first, second] = [
        await approval(id, version, third.token),
        await approval(id, version, other.token),
      ];
      const done = await outcomes([
        house.call("sample.calibration.approve", first, third.token),
        house.call("sample.calibration.approve", second, other.token),
      ]);
      expect(done.toSorted()).toEqual(["conflict", "done"]);
      expect(await leftBy(id)).toEqual({ version: version + 1, signatures: 1, entries: 1 });
    }
  });

  it("of an approval that a second click sends again, with a key and without", async () => {
    for (const idempotencyKey of [undefined, randomUUID()]) {
      const { id } = await inReview();
      const { input } = await driven.unsigned(
        calibration,
        await driven.get(calibration, id),
        "approve",
      );
      const sent = await approval(id, input.version, third.token);
      const send = () =>
        house.call("sample.calibration.approve", sent, third.token, { idempotencyKey });
      const done = await outcomes([send(), send(), send()]);
      expect(done.toSorted()).toEqual(
        idempotencyKey ? ["done", "done", "done"] : ["conflict", "conflict", "done"],
      );
      if (idempotencyKey) expect(await outcomes([send()])).toEqual(["done"]);
      expect(await leftBy(id)).toEqual({ version: input.version + 1, signatures: 1, entries: 1 });
    }
  });

  it("of a record that is made twice under one key, which costs one number", async () => {
    const made = { scopeId: organization.id, ...creation(calibration, owner.membershipId) };
    const idempotencyKey = randomUUID();
    const make = () =>
      house.call<{ id: string; number: string }>("sample.calibration.create", made, author.token, {
        idempotencyKey,
      });
    const [first, second] = await Promise.all([make(), make()]);
    expect(await make()).toEqual(first);
    expect(second).toEqual(first);
    const next = await house.call<{ number: string }>(
      "sample.calibration.create",
      made,
      author.token,
    );
    const place = (number: string) => Number(number.split("-")[2]);
    expect(place(next.number)).toBe(place(first.number) + 1);
  });

  it("of edits that start from the same version: the second is told whose change it would have undone", async () => {
    const { id, version } = await driven.make(calibration);
    const edit = (instrument: string) =>
      house.call("sample.calibration.edit", { id, version, kind: instrument }, owner.token);
    const done = await outcomes([edit("own"), edit("external")]);
    expect(done.toSorted()).toEqual(["conflict", "done"]);
    await expect(edit("own")).rejects.toMatchObject({
      message: expect.stringContaining(`${owner.username} has changed`),
    });
  });
});

describe("what the invariants would notice", () => {
  const without = (table: string, sql: string) => `alter table ${table} disable trigger log_update;
    ${sql}; alter table ${table} enable trigger log_update`;
  const some = "id = (select id from record where type = 'sample.calibration' order by id limit 1)";

  it.each([
    [
      "a change past the log",
      without("calibration", `update calibration set instrument = 'Other' where ${some}`),
      "is not what the log says",
    ],
    [
      "a version that was jumped over",
      `update record set version = version + 2 where ${some}`,
      "comes next",
    ],
    [
      "a state out of nowhere",
      `update record set state = 'rejected', version = version + 1, waits_for = null, closed_at = now() where ${some}`,
      "went from",
    ],
    [
      "a number that is missing",
      `update record set number = 'CAL-2026-09999', version = version + 1 where ${some}`,
      "and the last is 9999",
    ],
    [
      "an approval of one's own work",
      `update record set author_id = (select membership_id from signature where point = 'approved' limit 1),
       version = version + 1 where id = (select record_id from signature where point = 'approved' limit 1)`,
      "is signed on own work",
    ],
  ])("%s", async (_, sql, says) => {
    const client = await house.superuser.connect();
    try {
      await client.query("begin");
      expect(await brokenInvariants(client, organization, registry)).toEqual([]);
      await client.query(sql);
      expect(await brokenInvariants(client, organization, registry)).toContainEqual(
        expect.stringContaining(says),
      );
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});
