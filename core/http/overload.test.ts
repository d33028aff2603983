import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { query, signedIn } from "#core/operation";
import { statement } from "#core/database";
import { z } from "zod";

/** A read whose cost is known whatever the machine: with 16 connections at most 40 a second are answered. */
const slow = query({
  id: "sample.slowRead",
  summary: "Takes four tenths of a second",
  permission: signedIn("A sample that the tests call."),
  http: { method: "GET", path: "/samples/slow-read" },
  input: z.strictObject({}),
  output: z.strictObject({ done: z.literal(true) }),
  example: { input: {}, output: { done: true } },
  read: () => statement`select '{"done":true}' as json from pg_sleep(0.4)`,
});

const house = await testHouse({ operations: [slow] });
const organization = await house.organization();
const { token } = await house.person(organization, ["member"]);

type Answer = { status: number; ms: number; text: string; headers: Record<string, unknown> };

const ask = async (url: string): Promise<Answer> => {
  const asked = performance.now();
  const answer = await house.server.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return {
    status: answer.statusCode,
    ms: performance.now() - asked,
    text: answer.body,
    headers: answer.headers,
  };
};

const until = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const share = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;

const capacity = 40;
const seconds = 5;

it("ten times more than can be done is sent away in time, and all is well when it ends", async () => {
  const path = "/api/v1/samples/slow-read";
  expect(
    (await Promise.all(Array.from({ length: 16 }, () => ask(path)))).every(
      ({ status }) => status === 200,
    ),
  ).toBe(true);

  const asked: Promise<Answer>[] = [];
  const health: Promise<Answer>[] = [];
  for (let tick = 0; tick < seconds * 20; tick++) {
    for (let one = 0; one < (capacity * 10) / 20; one++) asked.push(ask(path));
    if (tick % 10 === 0) health.push(ask("/api/v1/system/health"));
    await until(50);
  }
  const answers = await Promise.all(asked);
  const served = answers.filter(({ status }) => status === 200);
  const shed = answers.filter(({ status }) => status === 503);
  expect(served.length + shed.length).toBe(answers.length);
  // It works on at its pace, and nobody who is served waited for ever.
  expect(served.length).toBeGreaterThan(capacity * seconds * 0.5);
  expect(
    share(
      served.map(({ ms }) => ms),
      0.95,
    ),
  ).toBeLessThan(4_000);
  expect(shed.length).toBeGreaterThan(answers.length / 2);
  expect(
    share(
      shed.map(({ ms }) => ms),
      0.5,
    ),
  ).toBeLessThan(500);
  for (const { text, headers } of shed) {
    expect(headers).toMatchObject({ "retry-after": "2", "cache-control": "no-store" });
    expect(JSON.parse(text)).toMatchObject({ code: "unavailable", status: 503 });
  }
  for (const { status, text } of await Promise.all(health)) expect(status, text).toBe(200);

  await until(2_000);
  const after = await Promise.all(Array.from({ length: 32 }, () => ask(path)));
  expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
  const { text: metrics } = await ask("/metrics");
  expect(Number(/plumbline_http_shed_total (\d+)/.exec(metrics)?.[1])).toBe(shed.length);
}, 60_000);
