import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleEdge, sampleNote } from "./sample-edge.ts";

const { app, written } = sampleEdge(undefined, { requestTimeoutMs: 500 }, { demo: true });
let port = 0;

beforeAll(async () => {
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(() => app.close());

/** Writes bytes as they are and reads until the server closes: no client library tidies them up. */
const raw = (text: string): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, "127.0.0.1", () => socket.write(text));
  const parts: string[] = [];
  socket.on("data", (part) => void parts.push(part.toString("latin1")));
  socket.on("error", () => resolve(parts.join("")));
  socket.on("close", () => resolve(parts.join("")));
  return promise;
};

const note = `/api/v1/notes/${sampleNote.id}`;

describe("ASVS 3.4.1 to 3.4.6: one table of headers on every status", () => {
  test.each<[number, "GET" | "PUT" | "OPTIONS", string, Record<string, string>?]>([
    [200, "GET", note],
    [204, "OPTIONS", note],
    [400, "GET", "/api/v1/notes?take=x"],
    [400, "GET", "/%zz"],
    [401, "GET", note, { authorization: "Bearer" }],
    [404, "GET", "/nothing"],
    [404, "GET", "/api"],
    [405, "PUT", note],
    [414, "GET", "/long"],
    [200, "GET", "/health"],
    [200, "GET", "/metrics"],
    [200, "GET", "/api/docs"],
    [200, "GET", "/api/docs/style.css"],
    [200, "GET", "/api/v1/openapi.json"],
  ])("%i %s %s", async (status, method, url, headers = {}) => {
    const answer = await app.inject({
      method,
      url: url === "/long" ? url.padEnd(5000, "g") : url,
      headers,
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      ),
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "permissions-policy": expect.stringContaining("camera=()"),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "x-request-id": expect.stringMatching(/^[\da-f-]{36}$/),
    });
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers["strict-transport-security"]).toBeUndefined();
    expect(answer.headers["server"] ?? answer.headers["x-powered-by"]).toBeUndefined();
  });

  test("ASVS 3.4.1: HSTS is promised behind TLS only", async () => {
    const secure = sampleEdge(undefined, { trustedProxies: ["127.0.0.1"] }).app;
    const headers = { "x-forwarded-proto": "https" };
    for (const url of [note, "/%zz", "/nothing"]) {
      expect((await secure.inject({ url, headers })).headers["strict-transport-security"]).toBe(
        "max-age=31536000; includeSubDomains",
      );
    }
    await secure.close();
    expect(
      (await app.inject({ url: note, headers })).headers["strict-transport-security"],
    ).toBeUndefined();
  });
});

describe("ASVS 4.2.1: one rule for the length of a request", () => {
  test.each([
    [
      "two lengths",
      "POST /api/v1/auth/enter HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    ],
    [
      "a length and chunks",
      "POST /api/v1/auth/enter HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "a chunk of no size",
      "POST /api/v1/auth/enter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    ],
    [
      "another coding",
      "POST /api/v1/auth/enter HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
    ],
    ["a folded header", "GET /health HTTP/1.1\r\nHost: x\r\nA: b\r\n c: d\r\n\r\n"],
    ["a space before the colon", "GET /health HTTP/1.1\r\nHost : x\r\n\r\n"],
    ["no host", "GET /health HTTP/1.1\r\n\r\n"],
    ["no HTTP", "hello\r\n\r\n"],
  ])("%s is refused and the connection closed", async (_, text) => {
    expect(await raw(text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("ASVS 13.1.2: headers over the limit and requests that never end are refused with a problem", async () => {
    const large = await raw(`GET /health HTTP/1.1\r\nHost: x\r\nA: ${"x".repeat(17_000)}\r\n\r\n`);
    expect(large).toMatch(/^HTTP\/1\.1 431 /);
    expect(large).toContain('"code":"headers_too_large"');
    expect(large).toContain("content-security-policy: default-src 'none'");
    const late = await raw(
      `POST /api/v1/auth/enter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{`,
    );
    expect(late).toMatch(/^HTTP\/1\.1 408 /);
    expect(late).toContain('"code":"timeout"');
  });

  test("a refused body does not become the next request", async () => {
    const smuggled = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    const answers = await raw(
      `GET ${note} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    );
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
  });
});

describe("ASVS 16.2.5: the log", () => {
  test("has one line a request, with the route's pattern and no secret, id or address of a person", async () => {
    written.length = 0;
    await app.inject({
      method: "PATCH",
      url: `${note}?search=lovelace%40example.com`,
      headers: {
        authorization: "Bearer very-secret",
        cookie: "plumbline=also-secret",
        "user-agent": "Lovelace telephone",
        "content-type": "application/json",
      },
      payload: { title: "confidential" },
    });
    await app.inject({ url: "/api/v1/reset/one-time-token" });
    const lines = written.map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        level: 30,
        requestId: expect.any(String),
        method: "PATCH",
        route: "/api/v1/notes/{id}",
        operation: "sample.changeNote",
        status: 400,
        ms: expect.any(Number),
        msg: "request",
      },
      {
        level: 30,
        requestId: expect.any(String),
        method: "GET",
        route: "unmatched",
        status: 404,
        ms: expect.any(Number),
        msg: "request",
      },
    ]);
    expect(written.join("")).not.toMatch(/secret|lovelace|confidential|one-time|127\.0\.0\.1/i);
  });
});
