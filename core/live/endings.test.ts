import { describe, expect, test } from "vitest";
import { browserToken } from "../../test/browser-token.ts";
import type { TestPerson } from "../../test/harness.ts";
import { inOrganization, type Listener, liveRig } from "./live-rig.ts";

const rig = await liveRig({ live: { renewMs: 4000, closeMs: 200 } });
const { house, port } = rig;

const listening = async (person: Pick<TestPerson, "token">): Promise<Listener> => {
  const listener = rig.open({ token: person.token });
  await listener.ready;
  return listener;
};

const within = async (listener: Listener, ms: number): Promise<number> => {
  const began = performance.now();
  const { code } = await listener.closed;
  expect(performance.now() - began).toBeLessThan(ms);
  return code;
};

describe("rights that change while a socket is open (Part 11 11.10(d); ASVS 8.3.2)", () => {
  test("a role that is withdrawn closes it at once, and nothing later is told", async () => {
    const { own, member, post } = await inOrganization(rig);
    const administrator = await house.person(own, ["administrator"]);
    const [writer, reader] = [await member(), await member()];
    await house.sequenced();
    const listener = await listening(reader);
    const { rows } = await house.superuser.query<{ id: string }>(
      "select id from membership_role where org_id = $1 and membership_id = $2",
      [own.id, reader.membershipId],
    );
    await house.call(
      "access.withdrawRole",
      { id: reader.membershipId, assignmentId: rows[0]?.id },
      administrator.token,
    );
    const secret = await post(writer.token);
    expect(await within(listener, 2500)).toBe(4403);
    expect(listener.texts.join("")).not.toContain(secret);

    const again = rig.open({ token: reader.token, after: 0 });
    await again.ready;
    expect(again.changes()).toEqual([]);
  });

  test("a role that is given closes it too: more may be read now", async () => {
    const { own } = await inOrganization(rig);
    const administrator = await house.person(own, ["administrator"]);
    const reader = await house.person(own, []);
    const { items } = await house.call<{ items: { id: string; key: string }[] }>(
      "access.listRoles",
      {},
      administrator.token,
    );
    const listener = await listening(reader);
    await house.call(
      "access.assignRole",
      {
        id: reader.membershipId,
        roleId: items.find(({ key }) => key === "member")?.id,
        scopeId: own.id,
      },
      administrator.token,
    );
    expect(await within(listener, 2500)).toBe(4403);
  });

  test("a change of somebody else's rights interrupts nobody and hides nothing", async () => {
    const { own, member, post } = await inOrganization(rig);
    const [writer, reader] = [await member(), await member()];
    await house.sequenced();
    const listener = await listening(reader);
    const ids: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      ids.push(await post(writer.token));
      await house.scope(own, `Scope ${turn}`);
      ids.push(await post(writer.token));
    }
    const told = () =>
      listener
        .changes()
        .filter(({ type }) => type === "home.notice")
        .map(({ id }) => id);
    await expect.poll(told).toHaveLength(ids.length);
    expect(told()).toEqual(ids);
  });

  test("a right that ends without an entry ends with the next look", async () => {
    const { own } = await inOrganization(rig);
    const reader = await house.person(own, ["member"]);
    await house.sequenced();
    const listener = await listening(reader);
    // As a role's last day does: nothing is written when it passes.
    await house.superuser.query("alter table membership_role disable trigger user");
    await house.superuser.query("delete from membership_role where membership_id = $1", [
      reader.membershipId,
    ]);
    await house.superuser.query("alter table membership_role enable trigger user");
    expect(await within(listener, 8000)).toBe(4403);
  });
});

describe("sessions that end while a socket is open (ASVS 7.4.1, 7.4.2)", () => {
  test("signing out closes it at once", async () => {
    const { member } = await inOrganization(rig);
    const { username } = await member();
    const cookie = await browserToken(house, username);
    const listener = rig.open({ cookie, origin: `http://127.0.0.1:${port}` });
    await listener.ready;
    await house.call("identity.signOut", {}, cookie);
    expect(await within(listener, 2500)).toBe(4401);
  });

  test("so does a membership that is deactivated", async () => {
    const { own, member } = await inOrganization(rig);
    const administrator = await house.person(own, ["administrator"]);
    const leaver = await member();
    const listener = await listening(leaver);
    await house.call(
      "access.deactivatePerson",
      { id: leaver.membershipId, version: 1, reason: "Left us" },
      administrator.token,
    );
    expect(await within(listener, 2500)).toBe(4401);
  });

  test("and a token that is revoked", async () => {
    const { own } = await inOrganization(rig);
    const owner = await house.person(own, ["administrator", "member"]);
    const token = await rig.accessToken(owner, {
      permissions: ["home.notice.read"],
      scopes: [own.id],
    });
    const listener = await listening({ token });
    const { rows } = await house.superuser.query<{ id: string }>(
      "select id from api_token where org_id = $1",
      [own.id],
    );
    await house.call(
      "access.revokeToken",
      { id: rows[0]?.id },
      await browserToken(house, owner.username),
    );
    expect(await within(listener, 2500)).toBe(4401);
  });

  test("a session that runs out is noticed when it does, and the socket has not kept it alive", async () => {
    const { member } = await inOrganization(rig);
    const reader = await member();
    await house.superuser.query(
      "update session set seen_at = clock_timestamp() - interval '892 seconds' where person_id = $1",
      [reader.personId],
    );
    const listener = await listening(reader);
    expect(await within(listener, 12_000)).toBe(4401);
  });

  test("requests that nobody sits behind do not keep a session alive; others do", async () => {
    const { member } = await inOrganization(rig);
    const reader = await member();
    const seen = async () => {
      const { rows } = await house.superuser.query<{ recent: boolean }>(
        "select seen_at > clock_timestamp() - interval '1 minute' as recent from session where person_id = $1",
        [reader.personId],
      );
      return rows[0]?.recent;
    };
    await house.superuser.query(
      "update session set seen_at = clock_timestamp() - interval '5 minutes' where person_id = $1",
      [reader.personId],
    );
    const read = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/api/v1/notices`, {
        headers: { authorization: `Bearer ${reader.token}`, ...headers },
      });
    expect((await read({ "plumbline-unattended": "1" })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await seen()).toBe(false);
    expect((await read({})).status).toBe(200);
    await expect.poll(seen).toBe(true);
  });
});
