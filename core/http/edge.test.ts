import { afterEach, describe, expect, test } from "vitest";
import type { FastifyInstance, InjectOptions } from "fastify";
import { Failure } from "#core/operation";
import { sampleEdge, sampleNote, sampleOperations } from "./sample-edge.ts";
import type { Answer } from "./sample-edge.ts";
import type { HttpSettings } from "./settings.ts";

const opened: FastifyInstance[] = [];
const edge = (answer?: Answer, settings?: Partial<HttpSettings>) => {
  const made = sampleEdge(answer, settings);
  opened.push(made.app);
  return made;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

const note = `/api/v1/notes/${sampleNote.id}`;
const json = { "content-type": "application/json" };

describe("from a declared operation to a route", () => {
  test("path, query and body become one flat input, and who comes in becomes the entry", async () => {
    const calls: unknown[] = [];
    const { app } = edge((operation, input, entry) => {
      calls.push([operation.id, input, entry]);
      return { json: JSON.stringify(sampleNote) };
    });
    const answer = await app.inject({
      method: "PATCH",
      url: note,
      headers: {
        ...json,
        authorization: "Bearer good",
        "plumbline-organization": sampleNote.id.toUpperCase(),
        "user-agent": "x".repeat(300),
        "x-request-id": "chosen-by-a-stranger",
      },
      payload: { title: "New" },
    });
    expect(answer.statusCode).toBe(200);
    expect(calls).toEqual([
      [
        "sample.changeNote",
        { id: sampleNote.id, title: "New" },
        {
          requestId: answer.headers["x-request-id"],
          address: "127.0.0.1",
          device: "x".repeat(200),
          token: "good",
          organizationId: sampleNote.id,
        },
      ],
    ]);
    expect(answer.headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
  });

  test("finished JSON goes out as it is, tagged, and a known tag answers 304", async () => {
    const text = '{ "id" : 1.0,"b":[ ] }';
    const { app } = edge(() => ({ json: text }));
    const first = await app.inject({ url: note });
    expect(first.body).toBe(text);
    expect(first.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "private, no-cache",
    });
    const etag = String(first.headers.etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const second = await app.inject({ url: note, headers: { "if-none-match": known } });
      expect([second.statusCode, second.body, second.headers.etag]).toEqual([304, "", etag]);
    }
    expect(
      (await app.inject({ url: note, headers: { "if-none-match": '"other"' } })).statusCode,
    ).toBe(200);
  });

  test("HEAD answers like GET without the body; a change and a 204 carry no tag", async () => {
    const { app } = edge((operation) => ({
      json: operation.http.status === 204 ? null : JSON.stringify(sampleNote),
    }));
    const head = await app.inject({ method: "HEAD", url: note });
    expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([
      200,
      "",
      String(JSON.stringify(sampleNote).length),
    ]);
    const change = await app.inject({
      method: "PATCH",
      url: note,
      headers: json,
      payload: { title: "x" },
    });
    expect(change.headers.etag).toBeUndefined();
    const drop = await app.inject({ method: "DELETE", url: note });
    expect([drop.statusCode, drop.body]).toEqual([204, ""]);
  });

  test("ASVS 14.3.2: an answer with a secret is stored nowhere", async () => {
    const { app } = edge(() => ({ json: '{"token":"secret"}' }));
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/auth/enter",
      headers: json,
      payload: { username: "a", password: "b" },
    });
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  test("wrongly declared operations do not start", () => {
    const [first, second] = sampleOperations;
    if (first === undefined || second === undefined) throw new Error("the samples are gone");
    const lost = {
      ...second,
      id: "sample.lost",
      http: { method: "GET", path: "/lost/{key}" },
    } as const;
    const wrong = {
      ...first,
      id: "sample.wrong",
      http: { method: "GET", path: "/wrong" },
      example: { input: { take: 101 }, output: {} },
    } as const;
    const build = () => sampleEdge(undefined, {}, { operations: [first, first, lost, wrong] });
    expect(build).toThrow(
      /the same id sample.listNotes[^]*the same route[^]*sample.lost: the input lacks[^]*sample.wrong: the example's input/,
    );
  });
});

describe("refusals", () => {
  const refusals: readonly [string, InjectOptions, number, string, RegExp][] = [
    ["an unknown address", { url: "/api/v1/nothing" }, 404, "not_found", /nothing at this address/],
    [
      "an unknown address with any body",
      {
        method: "POST",
        url: "/api/v1/nothing",
        headers: { "content-type": "text/plain" },
        payload: "x",
      },
      404,
      "not_found",
      /nothing at this address/,
    ],
    [
      "a method that does nothing here",
      { method: "PUT", url: note },
      405,
      "method_not_allowed",
      /PUT does nothing/,
    ],
    ["a value that does not fit", { url: "/api/v1/notes?take=101" }, 400, "invalid", /do not fit/],
    ["a value nobody asked for", { url: "/api/v1/notes?admin=true" }, 400, "invalid", /do not fit/],
    ["a parameter twice", { url: "/api/v1/notes?take=1&take=2" }, 400, "invalid", /twice/],
    ["the path's id again in the query", { url: `${note}?id=1` }, 400, "invalid", /second time/],
    [
      "the path's id again in the body",
      { method: "PATCH", url: note, headers: json, payload: { id: "1", title: "x" } },
      400,
      "invalid",
      /second time/,
    ],
    [
      "broken JSON",
      { method: "PATCH", url: note, headers: json, payload: "{" },
      400,
      "invalid",
      /not valid JSON/,
    ],
    [
      "a body in another charset",
      {
        method: "PATCH",
        url: note,
        headers: { "content-type": "application/json; charset=utf-16" },
        payload: "{}",
      },
      415,
      "unsupported_media_type",
      /UTF-8/,
    ],
    [
      "a form",
      {
        method: "PATCH",
        url: note,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        payload: "title=x",
      },
      415,
      "unsupported_media_type",
      /must be JSON/,
    ],
    [
      "a body without a type",
      { method: "PATCH", url: note, headers: { "content-type": "" }, payload: "{}" },
      415,
      "unsupported_media_type",
      /must be JSON/,
    ],
    [
      "a packed body",
      {
        method: "PATCH",
        url: note,
        headers: { ...json, "content-encoding": "gzip" },
        payload: "{}",
      },
      415,
      "unsupported_media_type",
      /compressed/,
    ],
    [
      "a body over the limit",
      { method: "PATCH", url: note, headers: json, payload: { title: "x".repeat(1_048_576) } },
      413,
      "too_large",
      /larger/,
    ],
    [
      "a read with a body",
      { method: "GET", url: note, headers: json, payload: "{}" },
      400,
      "invalid",
      /has no body/,
    ],
    [
      "an address over the limit",
      { url: `/api/v1/notes?search=${"x".repeat(5000)}` },
      414,
      "address_too_long",
      /longer/,
    ],
    ["a broken escape", { url: "/api/v1/notes/%zz" }, 400, "invalid", /not encoded/],
    [
      "an organisation that is no id",
      { url: note, headers: { "plumbline-organization": "mine" } },
      400,
      "invalid",
      /not an organisation's id/,
    ],
    [
      "a bearer without token",
      { url: note, headers: { authorization: "Bearer" } },
      401,
      "unauthenticated",
      /Bearer <token>/,
    ],
  ];

  test.each(refusals)("ASVS 2.2.1: %s", async (_, request, status, code, sentence) => {
    const { app, written } = edge();
    const answer = await app.inject(request);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
      status,
      "application/problem+json; charset=utf-8",
    ]);
    expect(answer.json()).toMatchObject({
      status,
      code,
      type: `urn:plumbline:problem:${code}`,
      requestId: answer.headers["x-request-id"],
    });
    expect(answer.json().detail).toMatch(sentence);
    expect(written.join("")).not.toContain('"level":50');
  });

  test("field errors name the field, 405 and OPTIONS name the methods", async () => {
    const { app } = edge();
    const invalid = await app.inject({ url: "/api/v1/notes?take=0" });
    expect(invalid.json().errors).toEqual([{ path: "take", message: expect.any(String) }]);
    for (const method of ["PUT", "TRACE", "OPTIONS"] as const) {
      const answer = await app.inject({ method: method as "PUT", url: note });
      expect([answer.statusCode, answer.headers.allow]).toEqual([
        method === "OPTIONS" ? 204 : 405,
        "GET, HEAD, PATCH, DELETE, OPTIONS",
      ]);
    }
  });

  test("failures of operations keep their sentence, and every code its status and headers", async () => {
    const { app } = edge(() => {
      throw new Failure("too_many", "Wait a little.", {
        retryAfterSeconds: 7,
        fields: [{ path: "x", message: "y" }],
      });
    });
    const answer = await app.inject({ url: note });
    expect([
      answer.statusCode,
      answer.headers["retry-after"],
      answer.headers["cache-control"],
    ]).toEqual([429, "7", "no-store"]);
    expect(answer.json()).toMatchObject({
      detail: "Wait a little.",
      errors: [{ path: "x", message: "y" }],
    });
  });

  test("ASVS 16.5.1: a bug is one neutral sentence outside and is found in the log by its id", async () => {
    const { app, written } = edge(() => {
      throw new TypeError("secret of the house");
    });
    const answer = await app.inject({ url: note });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret of the house");
    const line = written.map((text) => JSON.parse(text)).find(({ level }) => level === 50);
    expect(line).toMatchObject({
      requestId: answer.json().requestId,
      error: { type: "TypeError", message: "secret of the house" },
    });
  });

  test("an answer that its schema refuses is a bug where answers are checked", async () => {
    const wrong: Answer = () => ({ json: '{"id":"1","extra":true}' });
    expect((await edge(wrong).app.inject({ url: note })).statusCode).toBe(200);
    const { app, written } = edge(wrong, { checkResponses: true });
    expect((await app.inject({ url: note })).statusCode).toBe(500);
    expect(written.join("")).toContain("sample.readNote answers what its schema refuses");
    const bare = edge(() => ({ json: null }), { checkResponses: true });
    expect((await bare.app.inject({ url: note })).statusCode).toBe(500);
    expect((await bare.app.inject({ method: "DELETE", url: note })).statusCode).toBe(204);
  });

  test("who waits too long is told so, and what fails afterwards is logged", async () => {
    const work = Promise.withResolvers<{ json: string }>();
    const { app, written } = edge(() => work.promise, { requestTimeoutMs: 30 });
    const answer = await app.inject({ url: note });
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "10"]);
    work.reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.join("")).toContain("too late");
  });
});
