import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { readSessionSettings } from "./session-settings.ts";

const house = await testHouse({ session: { idleMinutes: 7, absoluteHours: 2 } });

it("ASVS 7.3.1, 7.3.2: idle and absolute ends of a session are settings", async () => {
  const organization = await house.organization();
  const { username } = await house.person(organization, ["member"]);
  const signIn = house.operations.find(({ id }) => id === "identity.signIn");
  if (!signIn) throw new Error("There is no sign-in.");
  const outcome = await house.invoke(
    signIn,
    { username, password: "correct-lantern-harbour" },
    { requestId: "test", address: "127.0.0.1", device: "test", token: null },
  );
  const session = JSON.parse(outcome.json ?? "{}") as { idleSeconds: number; expiresAt: string };
  expect(session.idleSeconds).toBe(7 * 60);
  expect(Date.parse(session.expiresAt) - Date.now()).toBeGreaterThan(1.9 * 3_600_000);
  expect(Date.parse(session.expiresAt) - Date.now()).toBeLessThan(2.1 * 3_600_000);
});

it("are read together, and what is no number is a fault", () => {
  const faults: string[] = [];
  expect(readSessionSettings({}, faults)).toEqual({ idleMinutes: 30, absoluteHours: 8 });
  expect(
    readSessionSettings({ SESSION_IDLE_MINUTES: "15", SESSION_ABSOLUTE_HOURS: "12" }, faults),
  ).toEqual({ idleMinutes: 15, absoluteHours: 12 });
  expect(faults).toEqual([]);
  readSessionSettings({ SESSION_IDLE_MINUTES: "soon", SESSION_ABSOLUTE_HOURS: "0" }, faults);
  expect(faults).toHaveLength(2);
});
