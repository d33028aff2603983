import { describe, expect, test } from "vitest";
import { inOrganization, liveRig } from "./live-rig.ts";

const rig = await liveRig();
const { house } = rig;

describe("what is told", () => {
  test("a change is told within a second, by type, id, version and number, and never by a value", async () => {
    const { own, member, post } = await inOrganization(rig);
    const [writer, reader] = [await member(), await member()];
    const listener = rig.open({ token: reader.token });
    await listener.ready;
    const began = performance.now();
    const id = await post(writer.token);
    await expect.poll(() => listener.changes(), { interval: 5 }).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(1000);
    await house.call("home.editNotice", { id, version: 1, title: "Canary again" }, writer.token);
    await expect.poll(() => listener.changes()).toHaveLength(2);
    await house.call("home.removeNotice", { id, version: 2 }, writer.token);
    await expect.poll(() => listener.changes()).toHaveLength(3);

    const { rows } = await house.superuser.query<{ n: string }>(
      "select n from log_leaf where org_id = $1 and record_id = $2 order by n",
      [own.id, id],
    );
    expect(listener.changes()).toEqual(
      rows.map(({ n }, index) => ({
        ...{ type: "home.notice", id, version: [1, 2, null][index], seq: Number(n) },
      })),
    );
    expect(listener.texts.join("")).not.toContain("anary");
  });

  test("a role given to somebody is news about the person, for whoever may read people", async () => {
    const { own, member } = await inOrganization(rig);
    const administrator = await house.person(own, ["administrator"]);
    const { token } = await member();
    const [knows, knowsNot] = [rig.open({ token: administrator.token }), rig.open({ token })];
    await Promise.all([knows.ready, knowsNot.ready]);
    const { membershipId } = await member();
    await expect.poll(() => knows.changes().map(({ id }) => id)).toContain(membershipId);
    expect(knows.changes().every(({ type }) => type === "access.membership")).toBe(true);
    expect(knowsNot.changes()).toEqual([]);
  });
});

describe("who is told (Part 11 11.10(d), (g))", () => {
  test("nobody of another organisation", async () => {
    const [one, other] = [await inOrganization(rig), await inOrganization(rig)];
    const [here, there] = [await one.member(), await other.member()];
    // Their numbers are far ahead of the others', or those would be passed over as known.
    for (let turn = 0; turn < 12; turn++) await one.post(here.token);
    await house.sequenced();
    const [neighbour, listener] = [
      rig.open({ token: here.token }),
      rig.open({ token: there.token }),
    ];
    await Promise.all([neighbour.ready, listener.ready]);
    const hidden = await one.post(here.token);
    await expect.poll(() => neighbour.changes().map(({ id }) => id)).toEqual([hidden]);
    const marker = await other.post(there.token);
    await expect.poll(() => listener.changes().map(({ id }) => id)).toEqual([marker]);
  });

  test("nobody whose scopes do not hold it, live or afterwards", async () => {
    const { own, post } = await inOrganization(rig);
    const [east, west] = [await house.scope(own, "East"), await house.scope(own, "West")];
    const writer = await house.person(own, ["member"]);
    const reader = await house.person(own, [{ role: "member", in: east }]);
    const listener = rig.open({ token: reader.token });
    await listener.ready;
    const from = listener.seq();
    const hidden = [await post(writer.token, west), await post(writer.token)];
    const seen = await post(writer.token, east);
    await expect.poll(() => listener.changes().map(({ id }) => id)).toEqual([seen]);

    const later = rig.open({ token: reader.token, after: from });
    await later.ready;
    expect(later.changes().map(({ id }) => id)).toEqual([seen]);
    expect([...listener.texts, ...later.texts].join("")).not.toContain(hidden[0]);
    expect([...listener.texts, ...later.texts].join("")).not.toContain(hidden[1]);
  });

  test("whoever loses sight of a thing that moves hears of it one last time", async () => {
    const { own, post } = await inOrganization(rig);
    const [east, west] = [await house.scope(own, "East"), await house.scope(own, "West")];
    const reader = await house.person(own, [{ role: "member", in: east }]);
    const writer = await house.person(own, ["member"]);
    const id = await post(writer.token, east);
    await house.sequenced();
    const listener = rig.open({ token: reader.token });
    await listener.ready;
    // Notices do not move; records do, and their scope changes like this.
    await house.superuser.query(
      "update notice set scope_id = $1, version = version + 1 where org_id = $2 and id = $3",
      [west, own.id, id],
    );
    await expect.poll(() => listener.changes().map((change) => change.id)).toEqual([id]);
    await house.call("home.editNotice", { id, version: 2, title: "Gone" }, writer.token);
    await post(writer.token, east);
    await expect.poll(() => listener.changes()).toHaveLength(2);
    expect(listener.changes()[1]?.id).not.toBe(id);
  });

  test("an access token no further than its own permissions and scopes", async () => {
    const { own, post } = await inOrganization(rig);
    const east = await house.scope(own, "East");
    const administrator = await house.person(own, ["administrator", "member"]);
    await house.sequenced();
    const secretFor = (permissions: readonly string[], scope: string) =>
      rig.accessToken(administrator, { permissions, scopes: [scope] });
    const [eastern, blind] = [
      rig.open({ token: await secretFor(["home.notice.read"], east) }),
      rig.open({ token: await secretFor(["access.scope.read"], own.id) }),
    ];
    await Promise.all([eastern.ready, blind.ready]);
    await post(administrator.token);
    const seen = await post(administrator.token, east);
    const marker = await house.call<{ id: string }>(
      "access.addScope",
      { parentId: own.id, kind: "site", name: "North" },
      administrator.token,
    );
    await expect.poll(() => blind.changes().map(({ id }) => id)).toEqual([marker.id]);
    expect(eastern.changes().map(({ id }) => id)).toEqual([seen]);
  });

  test("nobody before the second factor is there that their role demands", async () => {
    const { own, member, post } = await inOrganization(rig);
    const [writer, reader] = [await member(), await member()];
    await house.superuser.query(
      "update session set must_enrol = true where person_id = $1 and organization_id = $2",
      [reader.personId, own.id],
    );
    const listener = rig.open({ token: reader.token });
    await listener.ready;
    const beside = rig.open({ token: writer.token });
    await beside.ready;
    await post(writer.token);
    await expect.poll(() => beside.changes()).toHaveLength(1);
    expect(listener.changes()).toEqual([]);
  });
});
