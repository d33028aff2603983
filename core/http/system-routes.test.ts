import { afterEach, describe, expect, test } from "vitest";
import type { FastifyInstance } from "fastify";
import { healthSchema, signInHealthSchema, systemHealthSchema } from "./health.ts";
import type { HealthProbes } from "./health.ts";
import { sampleEdge, sampleNote } from "./sample-edge.ts";
import type { HttpSettings } from "./settings.ts";

let app: FastifyInstance;
afterEach(() => app.close());

const probes: HealthProbes = {
  database: async () => true,
  pool: () => ({ total: 4, idle: 2, waiting: 0 }),
  queue: () => ({ seconds: 0.4 }),
  sequencer: () => ({ seconds: 0.1, aside: 0 }),
  mail: () => "configured",
};
const withProbes = (changed: Partial<HealthProbes>): void => {
  ({ app } = sampleEdge(undefined, {}, { health: { ...probes, ...changed } }));
};

describe("health", () => {
  test("has the shape that monitors of the KPI platform read, and is not stored", async () => {
    withProbes({});
    const answer = await app.inject({ url: "/health" });
    expect([answer.statusCode, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(healthSchema.parse(answer.json())).toMatchObject({
      status: "healthy",
      dependencies: {
        database: "connected",
        queue: "running",
        log: "running",
        email: "configured",
      },
    });
  });

  test("the other two say the same, one with components, one about signing in", async () => {
    withProbes({});
    const system = systemHealthSchema.parse(
      (await app.inject({ url: "/api/v1/system/health" })).json(),
    );
    expect(system.components.queue).toEqual({ status: "healthy", lagSeconds: 0 });
    const signIn = signInHealthSchema.parse(
      (await app.inject({ url: "/api/v1/auth/health" })).json(),
    );
    expect(signIn.dependencies).toEqual({ database: "connected", email: "configured" });
  });

  test.each<[string, Partial<HealthProbes>, number, string]>([
    [
      "a database that refuses",
      { database: () => Promise.reject(new Error("password of the database")) },
      503,
      "unhealthy",
    ],
    ["a database that says no", { database: async () => false }, 503, "unhealthy"],
    ["a late queue", { queue: () => ({ seconds: 61 }) }, 200, "degraded"],
    ["a late sequencer", { sequencer: () => ({ seconds: 6, aside: 0 }) }, 200, "degraded"],
    ["a damaged log", { sequencer: () => ({ seconds: 0, aside: 1 }) }, 200, "degraded"],
    [
      "a queue that cannot be asked",
      { queue: () => Promise.reject(new Error("x")) },
      200,
      "degraded",
    ],
  ])("ASVS 13.4.5: %s shows as such, without its cause", async (_, changed, status, word) => {
    withProbes(changed);
    for (const url of ["/health", "/api/v1/system/health"]) {
      const answer = await app.inject({ url });
      expect([answer.statusCode, answer.json().status]).toEqual([status, word]);
      expect(answer.body).not.toContain("password of the database");
    }
  });

  test("answers in time while the database hangs, and asks it once for many callers", async () => {
    let asked = 0;
    withProbes({
      database: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => app.inject({ url: "/health" })),
    );
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([503]));
    expect(asked).toBe(1);
  });
});

describe("ASVS 13.4.5: measurements are for monitors", () => {
  const ask = async (
    settings: Partial<HttpSettings>,
    remoteAddress: string,
    headers: Record<string, string> = {},
  ): Promise<number> => {
    ({ app } = sampleEdge(undefined, settings));
    const { statusCode } = await app.inject({ url: "/metrics", remoteAddress, headers });
    await app.close();
    return statusCode;
  };
  const token = "a-token-of-some-length";

  test.each<[string, Partial<HttpSettings>, string, Record<string, string>, number]>([
    ["this machine", {}, "127.0.0.1", {}, 200],
    ["this machine over IPv6", {}, "::1", {}, 200],
    ["this machine as IPv4 in IPv6", {}, "::ffff:127.0.0.1", {}, 200],
    ["another machine", {}, "192.0.2.7", {}, 403],
    ["a proxy on this machine", {}, "127.0.0.1", { "x-forwarded-for": "192.0.2.7" }, 403],
    [
      "a trusted proxy on this machine",
      { trustedProxies: ["127.0.0.1"] },
      "127.0.0.1",
      { "x-forwarded-for": "127.0.0.1" },
      403,
    ],
    [
      "another machine that claims to be this one",
      {},
      "192.0.2.7",
      { "x-forwarded-for": "127.0.0.1" },
      403,
    ],
    ["an allowed network", { metricsAllow: ["192.0.2.0/24"] }, "192.0.2.7", {}, 200],
    ["the token", { metricsToken: token }, "192.0.2.7", { authorization: `Bearer ${token}` }, 200],
    ["another token", { metricsToken: token }, "192.0.2.7", { authorization: "Bearer other" }, 403],
    ["any token while none is set", {}, "192.0.2.7", { authorization: "Bearer null" }, 403],
  ])("%s", async (_, settings, address, headers, status) => {
    expect(await ask(settings, address, headers)).toBe(status);
  });

  test("count requests by route, method and class, never by address or id", async () => {
    const edge = sampleEdge(undefined, { signInRateLimit: 1 });
    app = edge.app;
    await app.inject({ url: `/api/v1/notes/${sampleNote.id}` });
    await app.inject({ url: "/api/v1/notes/1" });
    await app.inject({ url: "/api/v1/nothing/like/this" });
    const enter = {
      method: "POST",
      url: "/api/v1/auth/enter",
      payload: { username: "a", password: "b" },
    } as const;
    await app.inject(enter);
    await app.inject(enter);
    const text = await edge.metrics.text();
    for (const line of [
      'plumbline_http_requests_total{route="/api/v1/notes/{id}",method="GET",status="2xx"} 1',
      'plumbline_http_requests_total{route="/api/v1/notes/{id}",method="GET",status="4xx"} 1',
      'plumbline_http_requests_total{route="unmatched",method="GET",status="4xx"} 1',
      'plumbline_http_request_duration_seconds_count{route="/api/v1/notes/{id}",method="GET",status="2xx"} 1',
      'plumbline_sign_ins_total{operation="sample.signIn",outcome="accepted"} 1',
      'plumbline_sign_ins_total{operation="sample.signIn",outcome="limited"} 1',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).not.toContain(sampleNote.id);
  });
});
