import { describe, expect, test } from "vitest";
import { liveRig } from "./live-rig.ts";

const rig = await liveRig();
const { house } = rig;

const post = (token: string, scopeId: string, title = "Canary words") =>
  house
    .call<{ id: string }>(
      "home.postNotice",
      { title, text: "Canary text", fromOn: "2026-11-20", scopeId },
      token,
    )
    .then(({ id }) => id);

describe("what is told", () => {
  test("a change is told within a second, by type, id, version and number, and never by a value", async () => {
    const own = await house.organization();
    const [writer, reader] = [
      await house.person(own, ["member"]),
      await house.person(own, ["member"]),
    ];
    const listener = rig.open({ token: reader.token });
    await listener.ready;
    const began = performance.now();
    const id = await post(writer.token, own.id);
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
        type: "home.notice",
        id,
        version: [1, 2, null][index],
        seq: Number(n),
      })),
    );
    expect(listener.texts.join("")).not.toContain("anary");
  });
});
