import { describe, expect, it } from "vitest";
import { testHouse, type TestOrganization, type TestPerson } from "../../../test/harness.ts";
import { proofFor, signer } from "../../../test/signing.ts";
import { kitOperations, layTables, roleWith } from "./kit-rig.ts";

type Thing = Record<string, unknown> & { id: string; version: number; number: string };

const house = await testHouse({ operations: kitOperations });
await layTables(house);

const newOrganization = async () => {
  const organization = await house.organization();
  const rights = ["sample.thing.read", "sample.thing.write"];
  const writer = await roleWith(house, organization, "writer", rights);
  const judge = await roleWith(house, organization, "judge", [...rights, "sample.thing.judge"]);
  return { organization, writer, judge };
};
const make = (organization: TestOrganization, by: TestPerson, values: object = {}) =>
  house.call<Thing>(
    "sample.thing.create",
    { scopeId: organization.id, title: "A thing", kind: "round", ...values },
    by.token,
  );

describe("a number", () => {
  it("has no gap after a refusal, and two organisations count for themselves", async () => {
    const { organization, writer } = await newOrganization();
    const other = await newOrganization();
    const [ada, eve] = [
      await house.person(organization, [writer]),
      await house.person(other.organization, [other.writer]),
    ];
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        make(n % 3 ? organization : other.organization, n % 3 ? ada : eve, {
          ...(n % 4 === 3 ? { kind: "oval" } : {}),
        }),
      ),
    );
    const numbers = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    for (const { id } of [organization, other.organization]) {
      const drawn = numbers.filter(({ scopeId }) => scopeId === id).map(({ number }) => number);
      const year = new Date().getUTCFullYear();
      expect(drawn.toSorted()).toEqual(drawn.map((_, n) => `T-${year}-0${n + 1}`));
    }
  });
});

type Work = { items: { id: string; mine: boolean; group: string }[]; more: boolean };

describe("my work", () => {
  const { call } = house;
  const workOf = ({ token }: TestPerson) => call<Work>("sample.listMyWork", {}, token);

  it("shows what waits where the right holds, in the order of days, and nothing out of sight", async () => {
    const { organization, writer, judge } = await newOrganization();
    const east = await house.scope(organization, "East");
    const west = await house.scope(organization, "West");
    const ada = await house.person(organization, [writer]);
    const cleo = await house.person(organization, [writer, { role: judge, in: east }]);
    const own = { ownerId: ada.membershipId };
    const later = await make(organization, ada, { ...own, dueOn: "2999-01-01" });
    const never = await make(organization, ada, own);
    const overdue = await make(organization, ada, { ...own, dueOn: "2020-01-01" });
    const [there, here] = [
      await make({ ...organization, id: west }, ada, own),
      await make({ ...organization, id: east }, ada, own),
    ];
    for (const { id } of [there, here])
      await call("sample.thing.submit", { id, version: 1 }, ada.token);
    const mine = await workOf(ada);
    expect(mine.items.map(({ id, group }) => `${id} ${group}`)).toEqual([
      ...[`${overdue.id} overdue`, `${later.id} later`, `${never.id} later`],
      ...[there.id, here.id].toSorted().map((id) => `${id} waiting`),
    ]);
    expect((await workOf(cleo)).items.map(({ id }) => id)).toEqual([here.id]);
    await house.superuser.query(
      "update membership_role set scope_id = $1 where membership_id = $2",
      [west, ada.membershipId],
    );
    expect((await workOf(ada)).items.map(({ id }) => id)).toEqual([there.id]);
  });

  it("ends after two hundred and says that there is more", async () => {
    const { organization, writer } = await newOrganization();
    const ada = await house.person(organization, [writer]);
    const made = await make(organization, ada, { ownerId: ada.membershipId });
    await house.superuser.query(
      `insert into record (org_id, id, scope_id, type, definition, title, state, waits_for, owner_id, retention, created_at, updated_at)
       select org_id, gen_random_uuid(), scope_id, type, definition, title, state, waits_for, owner_id, retention, created_at, updated_at
       from record cross join generate_series(1, 200) where id = $1`,
      [made.id],
    );
    const { items, more } = await workOf(ada);
    expect([items.length, more]).toEqual([200, true]);
  });

  it("goes over to whoever takes it on, as a new version with its entry in the log", async () => {
    const { organization, writer } = await newOrganization();
    const [ada, ben] = [
      await house.person(organization, [writer]),
      await house.person(organization, [writer]),
    ];
    const made = await make(organization, ada, { ownerId: ada.membershipId });
    const { token } = await house.person(organization, ["administrator"]);
    await call(
      "access.deactivatePerson",
      { id: ada.membershipId, version: 1, successorId: ben.membershipId, reason: "Has left" },
      token,
    );
    expect(await workOf(ben)).toMatchObject({ items: [{ id: made.id, mine: true }] });
    const { rows } = await house.superuser.query(
      "select version, new ->> 'owner_id' as owner from log_entry where record_id = $1 and type = 'records.record' order by hint",
      [made.id],
    );
    expect(rows).toEqual([
      { version: "1", owner: ada.membershipId },
      { version: "2", owner: ben.membershipId },
    ]);
  });
});

describe("a signed step that asks for trees and instants", () => {
  it("Part 11 11.70: shows beforehand the very bytes that will be signed", async () => {
    const { organization, writer, judge } = await newOrganization();
    const ada = await house.person(organization, [writer]);
    const dan = await signer(house, organization, [judge]);
    const made = await make(organization, ada);
    const asked = {
      story: { blocks: [{ kind: "paragraph", inlines: [{ text: "Whole", strong: true }] }] },
      rows: [{ name: "a", size: 1 }],
      seenAt: "2020-01-01T02:00:00.50+02:00",
      ownerId: ada.membershipId,
    };
    const input = { id: made.id, version: 1, ...asked };
    const { digest } = await house.call<{ digest: string }>(
      "sample.thing.previewApprove",
      input,
      dan.token,
    );
    const purpose = `sign sample.thing.approved ${made.id}`;
    const proof = await proofFor(house, dan.token, { purpose, digest });
    expect(
      await house.call(
        "sample.thing.approve",
        { ...input, signature: { proof, digest } },
        dan.token,
      ),
    ).toMatchObject({
      ...{ state: "approved", story: asked.story, rows: asked.rows },
      seenAt: "2020-01-01T00:00:00.5+00:00",
    });
  });
});
