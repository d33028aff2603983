import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { query } from "#core/operation";
import { statement } from "#core/database";
import { apiDocument } from "./openapi.ts";
import type { ApiDocument } from "./openapi.ts";
import { sampleEdge, sampleNote, sampleOperations } from "./sample-edge.ts";

const { app } = sampleEdge(undefined, {}, { demo: true });
const closed = sampleEdge().app;
afterAll(async () => {
  await Promise.all([app.close(), closed.close()]);
});

const read = async (): Promise<ApiDocument> =>
  (await app.inject({ url: "/api/v1/openapi.json" })).json();

describe("the API document", () => {
  test("has every operation and every route of the edge, with id, permission, answers and examples", async () => {
    const document = await read();
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).toSorted()).toEqual(
      [
        "/api/docs",
        "/api/v1/auth/enter",
        "/api/v1/auth/health",
        "/api/v1/notes",
        "/api/v1/notes/export",
        "/api/v1/notes/{id}",
        "/api/v1/openapi.json",
        "/api/v1/system/health",
        "/health",
        "/metrics",
      ].toSorted(),
    );
    const ids: string[] = [];
    for (const methods of Object.values(document.paths)) {
      for (const operation of Object.values(methods)) {
        ids.push(operation.operationId);
        expect(operation.summary).toBeTruthy();
        expect(operation["x-permission"]).toBeTruthy();
        if (operation["x-permission"] === "none")
          expect(operation["x-permission-reason"]).toBeTruthy();
        expect(operation.security.length).toBeGreaterThan(0);
        const [status, answer] =
          Object.entries(operation.responses).find(([code]) => code.startsWith("2")) ?? [];
        expect(answer).toBeDefined();
        if (status !== "204") {
          const content =
            answer !== undefined && "content" in answer ? Object.values(answer.content ?? {}) : [];
          expect(content).toEqual([{ schema: expect.anything(), example: expect.anything() }]);
        }
        expect(operation.responses["500"]).toEqual({ $ref: "#/components/responses/failed" });
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("splits an input into path, query and body", async () => {
    const { paths } = await read();
    const list = paths["/api/v1/notes"]?.["get"];
    expect(list?.parameters.map((one) => [one.in, one.name, one.required])).toEqual([
      ["query", "take", false],
      ["query", "search", false],
      ["header", "Plumbline-Organization", false],
    ]);
    const change = paths["/api/v1/notes/{id}"]?.["patch"];
    expect(change?.parameters[0]).toMatchObject({
      in: "path",
      name: "id",
      required: true,
      example: sampleNote.id,
    });
    expect(change?.requestBody?.content["application/json"]).toEqual({
      schema: {
        type: "object",
        properties: { title: expect.anything(), parts: {} },
        required: ["title"],
        additionalProperties: false,
      },
      example: { title: sampleNote.title },
    });
    expect(paths["/api/v1/auth/enter"]?.["post"]?.security[0]).toEqual({});
  });

  test("every reference leads somewhere, and no schema carries what OpenAPI cannot read", async () => {
    const document = await read();
    const text = JSON.stringify(document);
    for (const [, reference = ""] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = reference
        .slice(2)
        .split("/")
        .reduce<unknown>((at, key) => Reflect.get(Object(at), key), document);
      expect([reference, found]).toEqual([reference, expect.anything()]);
    }
    expect(text).not.toMatch(/"\$defs"|"\$schema"|~standard/);
  });

  test("a schema that contains itself stands under the components", () => {
    const folder = z.strictObject({
      name: z.string(),
      get folders() {
        return z.array(folder);
      },
    });
    const tree = query({
      id: "sample.readTree",
      summary: "Reads a tree",
      permission: "sample.tree.read",
      http: { method: "GET", path: "/tree" },
      input: z.strictObject({}),
      output: z.strictObject({ root: folder }),
      example: { input: {}, output: { root: { name: "a", folders: [] } } },
      read: () => statement`select null`,
    });
    const bare = {
      ...tree,
      id: "sample.readFolder",
      http: { method: "GET", path: "/folder" },
      output: folder,
    } as const;
    const document = apiDocument([...sampleOperations, tree, bare], []);
    const text = JSON.stringify(document.components["schemas"]);
    expect(text).toContain('"sample.readTree.output.__schema0"');
    expect(text).toContain(
      '"items":{"$ref":"#/components/schemas/sample.readTree.output.__schema0"}',
    );
    expect(text).toContain('"items":{"$ref":"#/components/schemas/sample.readFolder.output"}');
  });

  test("ASVS 13.4.5: outside the demo only somebody who is signed in reads it", async () => {
    for (const url of ["/api/v1/openapi.json", "/api/docs"]) {
      expect((await closed.inject({ url })).statusCode).toBe(401);
      expect(
        (await closed.inject({ url, headers: { authorization: "Bearer bad" } })).statusCode,
      ).toBe(401);
      expect(
        (await closed.inject({ url, headers: { authorization: "Bearer good" } })).statusCode,
      ).toBe(200);
      expect((await closed.inject({ url, headers: { cookie: "plumbline=good" } })).statusCode).toBe(
        200,
      );
    }
  });
});

describe("the document as a page", () => {
  test("ASVS 3.4.3: shows every operation without script and without inline style", async () => {
    const { body, headers } = await app.inject({ url: "/api/docs" });
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body).not.toMatch(/<script|style=|\son\w+=|javascript:/i);
    for (const { id } of sampleOperations) expect(body).toContain(`<article id="${id}">`);
    expect((await app.inject({ url: "/api/docs/style.css" })).headers["content-type"]).toBe(
      "text/css; charset=utf-8",
    );
  });

  test("ASVS 1.2.1: texts of declarations are escaped", async () => {
    const [first] = sampleOperations;
    if (first === undefined) throw new Error("the samples are gone");
    const sly = { ...first, summary: '<img src=x onerror="alert(1)">&' };
    const made = sampleEdge(undefined, {}, { demo: true, operations: [sly] });
    const { body } = await made.app.inject({ url: "/api/docs" });
    await made.app.close();
    expect(body).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;");
    expect(body).not.toContain("<img");
  });
});
