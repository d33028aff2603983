import { describe, expect, test } from "vitest";
import type { LightMyRequestResponse } from "fastify";
import { password, testHouse } from "../../test/harness.ts";
import { healthSchema, systemHealthSchema } from "./health.ts";

const house = await testHouse();
const organization = await house.organization();
const administrator = await house.person(organization, ["administrator"]);

const host = "plumbline.example";
const signIn = (headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  house.server.inject({
    method: "POST",
    url: "/api/v1/auth/sign-in",
    headers: { host, ...headers },
    payload: { username: administrator.username, password },
  });
const cookieOf = (answer: LightMyRequestResponse): string =>
  String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";

describe("the edge of the whole house, on a real database", () => {
  test("ASVS 3.3.4, 3.5.1: a browser signs in, acts with its cookie and the header, and signs out", async () => {
    const entered = await signIn({ origin: `http://${host}`, "sec-fetch-site": "same-origin" });
    expect(entered.statusCode).toBe(200);
    expect(entered.headers["set-cookie"]).toMatch(/^plumbline=.+; HttpOnly; SameSite=Strict$/);
    expect(entered.headers["cache-control"]).toBe("no-store");
    const cookie = cookieOf(entered);
    expect(entered.body).not.toContain(cookie.slice("plumbline=".length));

    const url = "/api/v1/auth/session";
    expect((await house.server.inject({ url, headers: { host, cookie } })).statusCode).toBe(200);
    const out = { method: "POST", url: "/api/v1/auth/sign-out", payload: {} } as const;
    expect((await house.server.inject({ ...out, headers: { host, cookie } })).statusCode).toBe(403);
    expect((await house.server.inject({ url, headers: { host, cookie } })).statusCode).toBe(200);
    const left = await house.server.inject({
      ...out,
      headers: { host, cookie, "x-plumbline": "1" },
    });
    expect(left.headers["set-cookie"]).toMatch(/^plumbline=; Max-Age=0/);
    const after = await house.server.inject({ url, headers: { host, cookie } });
    expect([after.statusCode, after.json().code]).toEqual([401, "unauthenticated"]);
  });

  test("ASVS 3.5.3: another site's page cannot sign anybody in", async () => {
    const answer = await signIn({ origin: "https://evil.example", "sec-fetch-site": "cross-site" });
    expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([403, undefined]);
  });

  test("a list comes as PostgreSQL wrote it, with a tag that holds until something changes", async () => {
    const headers = { authorization: `Bearer ${administrator.token}` };
    const first = await house.server.inject({ url: "/api/v1/people", headers });
    expect(first.statusCode).toBe(200);
    const known = { ...headers, "if-none-match": String(first.headers.etag) };
    expect((await house.server.inject({ url: "/api/v1/people", headers: known })).statusCode).toBe(
      304,
    );
    await house.person(organization, ["member"]);
    expect((await house.server.inject({ url: "/api/v1/people", headers: known })).statusCode).toBe(
      200,
    );
  });

  test("health sees the database, and the document is open to who is signed in", async () => {
    const health = await house.server.inject({ url: "/health" });
    expect(healthSchema.parse(health.json()).dependencies.database).toBe("connected");
    systemHealthSchema.parse((await house.server.inject({ url: "/api/v1/system/health" })).json());
    const document = await house.server.inject({ url: "/api/v1/openapi.json" });
    expect(Object.keys(document.json().paths).length).toBeGreaterThan(30);
  });

  test("measurements show pool, queue and sequencer, and reading them writes nothing to the log", async () => {
    await house.sequenced();
    const entries = async () =>
      (await house.superuser.query<{ n: string }>("select count(*) as n from log_entry")).rows[0]
        ?.n;
    const before = await entries();
    const { body } = await house.server.inject({ url: "/metrics" });
    for (const name of [
      "plumbline_pool_connections",
      "plumbline_queue_lag_seconds",
      "plumbline_sequencer_lag_seconds",
      "plumbline_sign_ins_total",
    ]) {
      expect(body).toContain(`# TYPE ${name} `);
    }
    for (const url of ["/health", "/api/v1/system/health", "/api/v1/auth/health"])
      await house.server.inject({ url });
    expect(await entries()).toBe(before);
  });
});
