import { afterEach, describe, expect, test } from "vitest";
import type { FastifyInstance, InjectOptions } from "fastify";
import { sampleEdge, sampleNote } from "./sample-edge.ts";

let app: FastifyInstance;
afterEach(() => app.close());

const url = `/api/v1/notes/${sampleNote.id}`;
const statuses = async (count: number, request: InjectOptions): Promise<number[]> => {
  const answers: number[] = [];
  for (let n = 0; n < count; n++) answers.push((await app.inject(request)).statusCode);
  return answers;
};

describe("ASVS 2.4.1, 6.3.1: limits by address", () => {
  test("the API answers so many requests a minute, then 429 with Retry-After; others are not touched", async () => {
    ({ app } = sampleEdge(undefined, { apiRateLimit: 3, trustedProxies: ["127.0.0.1"] }));
    expect(await statuses(4, { url })).toEqual([200, 200, 200, 429]);
    const refused = await app.inject({ url: "/api/v1/nothing" });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.json()).toMatchObject({
      code: "too_many",
      detail: expect.stringMatching(/^Too many requests/),
    });
    expect(await statuses(1, { url, headers: { "x-forwarded-for": "198.51.100.4" } })).toEqual([
      200,
    ]);
  });

  test("health and measurements are never limited, 0 switches the limit off", async () => {
    ({ app } = sampleEdge(undefined, { apiRateLimit: 1 }));
    for (const free of ["/health", "/metrics", "/api/v1/system/health", "/api/v1/auth/health"]) {
      expect(await statuses(3, { url: free })).toEqual([200, 200, 200]);
    }
    await app.close();
    ({ app } = sampleEdge(undefined, { apiRateLimit: 0 }));
    expect(new Set(await statuses(50, { url }))).toEqual(new Set([200]));
  });

  test("doors that people guess at have their own, stricter count", async () => {
    ({ app } = sampleEdge(undefined, { signInRateLimit: 2 }));
    const enter = {
      method: "POST",
      url: "/api/v1/auth/enter",
      payload: { username: "a", password: "b" },
    } as const;
    expect(await statuses(3, enter)).toEqual([200, 200, 429]);
    expect(await statuses(1, { url })).toEqual([200]);
  });

  test("in the demo each account counts for itself, elsewhere the address alone", async () => {
    const as = (token: string) => ({ url, headers: { authorization: `Bearer ${token}` } });
    ({ app } = sampleEdge(undefined, { apiRateLimit: 1 }, { demo: true }));
    expect([...(await statuses(2, as("a"))), ...(await statuses(1, as("b")))]).toEqual([
      200, 429, 200,
    ]);
    await app.close();
    ({ app } = sampleEdge(undefined, { apiRateLimit: 1 }));
    expect([...(await statuses(1, as("a"))), ...(await statuses(1, as("b")))]).toEqual([200, 429]);
  });
});
