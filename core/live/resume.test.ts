import { describe, expect, test } from "vitest";
import { inOrganization, type Listener, liveRig } from "./live-rig.ts";

const rig = await liveRig({ live: { missed: 40, beatMs: 200, closeMs: 200 } });
const { house } = rig;

/** Every notice of the organisation with its number, as the log has them. */
const logged = async (organizationId: string): Promise<{ id: string; seq: number }[]> => {
  await house.sequenced();
  const { rows } = await house.superuser.query<{ id: string; seq: string }>(
    "select record_id as id, n as seq from log_leaf where org_id = $1 and type = 'home.notice' order by n",
    [organizationId],
  );
  return rows.map(({ id, seq }) => ({ id, seq: Number(seq) }));
};
const told = (listeners: readonly Listener[]) =>
  listeners.flatMap((listener) => listener.changes()).map(({ id, seq }) => ({ id, seq }));

describe("going on after a cut", () => {
  test("everything missed is told, in order and once, however often the line is cut while others write", async () => {
    const { own, member, post } = await inOrganization(rig);
    const [writer, reader] = [await member(), await member()];
    await house.sequenced();
    let isWriting = true;
    const listeners: Listener[] = [];
    const writing = (async () => {
      // However fast the machine is, several cuts fall into the writing, and none is long enough to be told to read anew.
      for (let turn = 0; turn < 120 || listeners.length < 6; turn++) {
        await post(writer.token);
        await new Promise((resolve) => setTimeout(resolve, 6));
      }
      isWriting = false;
    })();
    let after: number | null = null;
    while (isWriting) {
      const listener: Listener = rig.open({ token: reader.token, after });
      await listener.ready;
      listeners.push(listener);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      // Cut in the middle of whatever is being sent.
      listener.socket.terminate();
      await listener.closed;
      after = listener.seq();
    }
    await writing;
    await house.sequenced();
    const last = rig.open({ token: reader.token, after });
    await last.ready;
    const first = listeners[0]?.received[0]?.seq ?? 0;
    const wanted = (await logged(own.id)).filter(({ seq }) => seq > first);
    // What was numbered a moment ago may be told a moment later.
    await expect.poll(() => told([...listeners, last])).toEqual(wanted);
    expect(listeners.length).toBeGreaterThan(3);
  });

  test("what is too long ago is not told one by one: the client reads anew, and goes on live", async () => {
    const { own, member, post } = await inOrganization(rig);
    const [writer, reader] = [await member(), await member()];
    await house.call(
      "home.postNotices",
      {
        items: Array.from({ length: 60 }, () => ({
          ...{ title: "Many", text: "", fromOn: "2026-11-20", scopeId: own.id },
        })),
      },
      writer.token,
    );
    await house.sequenced();
    const listener = rig.open({ token: reader.token, after: 1 });
    await listener.ready;
    expect(listener.received[0]).toMatchObject({ reload: true });
    expect(listener.changes()).toEqual([]);
    const id = await post(writer.token);
    await expect.poll(() => listener.changes().map((change) => change.id)).toEqual([id]);
  });

  test("a number that the log never reached means another log: the client reads anew", async () => {
    const { member } = await inOrganization(rig);
    const { token } = await member();
    const listener = rig.open({ token, after: 1_000_000 });
    await listener.ready;
    expect(listener.received[0]).toMatchObject({ reload: true });
    expect(listener.seq()).toBeLessThan(1_000_000);
  });

  test("a second server on the same database tells the same", async () => {
    const other = await house.beside();
    const url = new URL(await other.server.listen({ host: "127.0.0.1", port: 0 }));
    try {
      const { own, member, post } = await inOrganization(rig);
      const [writer, reader] = [await member(), await member()];
      await house.sequenced();
      const listeners = [
        rig.open({ token: reader.token }),
        rig.open({ token: reader.token, port: Number(url.port) }),
      ];
      await Promise.all(listeners.map(({ ready }) => ready));
      for (let turn = 0; turn < 10; turn++) await post(writer.token);
      const all = await logged(own.id);
      for (const listener of listeners) {
        await expect.poll(() => told([listener])).toEqual(all);
        listener.socket.terminate();
      }
    } finally {
      await other.close();
    }
  });
});

describe("a line that has gone dead", () => {
  test("whoever does not answer is let go; whoever does hears where the log stands", async () => {
    const { member } = await inOrganization(rig);
    const [mute, alive] = [await member(), await member()];
    const [silent, listening] = [rig.open({ token: mute.token }), rig.open({ token: alive.token })];
    await Promise.all([silent.ready, listening.ready]);
    silent.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 700));
    silent.socket.resume();
    expect((await silent.closed).code).toBe(1006);
    expect(listening.socket.readyState).toBe(listening.socket.OPEN);
    expect(listening.received.length).toBeGreaterThan(2);
  });
});
