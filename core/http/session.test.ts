import { afterEach, describe, expect, test } from "vitest";
import type { FastifyInstance } from "fastify";
import type { Outcome } from "#core/operation";
import { sampleEdge, sampleNote } from "./sample-edge.ts";
import type { HttpSettings } from "./settings.ts";

let app: FastifyInstance;
let tokens: (string | null)[] = [];

const open = (session?: Outcome["session"], settings?: Partial<HttpSettings>): FastifyInstance => {
  tokens = [];
  app = sampleEdge((_operation, _input, entry) => {
    tokens.push(entry.token);
    return { json: JSON.stringify(sampleNote), session };
  }, settings).app;
  return app;
};

afterEach(() => app.close());

const url = `/api/v1/notes/${sampleNote.id}`;
const expiresAt = new Date("2026-11-20T18:00:00Z");
const enter = {
  method: "POST",
  url: "/api/v1/auth/enter",
  payload: { username: "a", password: "b" },
} as const;
const change = (headers: Record<string, string>) =>
  app.inject({
    method: "PATCH",
    url,
    headers: { host: "plumbline.example", ...headers },
    payload: { title: "x" },
  });

describe("ASVS 3.3.1 to 3.3.4: the session's cookie", () => {
  test("over plain HTTP it is HttpOnly and strict", async () => {
    const answer = await open({ token: "t-1", expiresAt }).inject(enter);
    expect(answer.headers["set-cookie"]).toBe(
      "plumbline=t-1; Path=/; Expires=Fri, 20 Nov 2026 18:00:00 GMT; HttpOnly; SameSite=Strict",
    );
  });

  test("behind TLS it is secure and bound to the host", async () => {
    open({ token: "t-1", expiresAt }, { trustedProxies: ["127.0.0.1"] });
    const answer = await app.inject({ ...enter, headers: { "x-forwarded-proto": "https" } });
    expect(answer.headers["set-cookie"]).toBe(
      "__Host-plumbline=t-1; Path=/; Expires=Fri, 20 Nov 2026 18:00:00 GMT; HttpOnly; Secure; SameSite=Strict",
    );
    await app.inject({
      url,
      headers: { "x-forwarded-proto": "https", cookie: "plumbline=planted" },
    });
    await app.inject({
      url,
      headers: { "x-forwarded-proto": "https", cookie: "__Host-plumbline=own" },
    });
    expect(tokens.slice(1)).toEqual([null, "own"]);
  });

  test("signing out clears it", async () => {
    const answer = await open("ended").inject(enter);
    expect(answer.headers["set-cookie"]).toBe(
      "plumbline=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict",
    );
  });

  test("a bearer token wins over the cookie; another scheme is a proxy's own affair", async () => {
    open();
    await app.inject({ url, headers: { cookie: "plumbline=c", authorization: "Bearer b" } });
    await app.inject({ url, headers: { cookie: "plumbline=c", authorization: "Basic eDp5" } });
    await app.inject({ url, headers: { cookie: "plumbline=" } });
    expect(tokens).toEqual(["b", "c", null]);
  });
});

describe("ASVS 3.5.1 to 3.5.3: a foreign page changes nothing", () => {
  const cookie = "plumbline=c";
  const own = { cookie, "x-plumbline": "1" };

  test.each([
    [
      "our own page",
      { ...own, origin: "http://plumbline.example", "sec-fetch-site": "same-origin" },
    ],
    [
      "our own page behind TLS",
      { ...own, origin: "https://plumbline.example", "sec-fetch-site": "same-origin" },
    ],
    ["a person's own doing", { ...own, "sec-fetch-site": "none" }],
    ["a program that brings the header", own],
    [
      "a bearer token needs no proof",
      { authorization: "Bearer b", "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    ],
  ])("%s may", async (_, headers) => {
    open();
    expect((await change(headers)).statusCode).toBe(200);
  });

  test.each([
    [
      "the header is missing",
      { cookie, origin: "http://plumbline.example", "sec-fetch-site": "same-origin" },
    ],
    ["the header is another", { cookie, "x-plumbline": "yes" }],
    ["another origin", { ...own, origin: "https://evil.example" }],
    ["another port", { ...own, origin: "http://plumbline.example:81" }],
    ["no origin at all", { ...own, origin: "null" }],
    ["another site", { ...own, "sec-fetch-site": "cross-site" }],
    ["a neighbour of the same site", { ...own, "sec-fetch-site": "same-site" }],
    ["signing somebody in from another site", { "sec-fetch-site": "cross-site" }],
  ])("%s: refused, and nothing is asked", async (_, headers) => {
    open();
    const answer = await change(headers);
    expect([answer.statusCode, answer.json().code, tokens]).toEqual([403, "forbidden", []]);
  });

  test("ASVS 3.4.2: CORS is off unless configured, exact, and never with the cookie", async () => {
    const origin = "https://portal.example.com";
    open();
    expect(
      (await app.inject({ url, headers: { origin } })).headers["access-control-allow-origin"],
    ).toBeUndefined();
    await app.close();

    open(undefined, { corsOrigins: [origin] });
    const preflight = await app.inject({
      method: "OPTIONS",
      url,
      headers: { origin, "access-control-request-method": "PATCH" },
    });
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": origin,
      vary: "origin",
      "access-control-max-age": "600",
    });
    expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();
    const other = await app.inject({
      method: "OPTIONS",
      url,
      headers: { origin: "https://portal.example.com.evil.example" },
    });
    expect(other.headers["access-control-allow-origin"]).toBeUndefined();
    const login = { origin, "sec-fetch-site": "cross-site" };
    expect((await change(login)).statusCode).toBe(200);
    expect((await change({ ...login, cookie, "x-plumbline": "1" })).statusCode).toBe(403);
  });
});
