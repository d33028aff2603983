import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FastifyInstance } from "fastify";
import { sampleEdge } from "./sample-edge.ts";

let folder: string;
let app: FastifyInstance;
const page = { accept: "text/html,application/xhtml+xml" };
const script = "/assets/shell-BxZ81_aQ.js";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-web-"));
  const webRoot = join(folder, "web");
  await mkdir(join(webRoot, "assets"), { recursive: true });
  await mkdir(join(webRoot, ".git"));
  await writeFile(join(folder, "outside.txt"), "outside");
  await writeFile(join(webRoot, "index.html"), "<!doctype html><title>Plumbline</title>");
  await writeFile(join(webRoot, "icon.svg"), "<svg/>");
  await writeFile(join(webRoot, ".env"), "SECRET=1");
  await writeFile(join(webRoot, ".git", "config"), "secret");
  await writeFile(join(webRoot, script), "export {};");
  await writeFile(join(webRoot, `${script}.gz`), gzipSync("export {};"));
  ({ app } = sampleEdge(undefined, {}, { webRoot }));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe("the web client's files", () => {
  test("hashed assets are kept for ever and come packed where the browser takes it", async () => {
    const plain = await app.inject({ url: script });
    expect([plain.statusCode, plain.body]).toEqual([200, "export {};"]);
    expect(plain.headers).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": expect.stringContaining("javascript"),
      vary: "accept-encoding",
    });
    const packed = await app.inject({ url: script, headers: { "accept-encoding": "gzip, br" } });
    expect(packed.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": plain.headers["content-type"],
    });
    expect(packed.rawPayload.length).toBe(gzipSync("export {};").length);
  });

  test("everything else is asked for again and answers 304 while it is the same", async () => {
    const first = await app.inject({ url: "/icon.svg" });
    expect(first.headers["cache-control"]).toBe("no-cache");
    const again = await app.inject({
      url: "/icon.svg",
      headers: { "if-none-match": String(first.headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  });

  test.each(["/", "/home", "/quality/capas/1?tab=history", "/documents/SOP-7/v1.2", "/%C3%BCber"])(
    "%s shows the one page",
    async (url) => {
      const answer = await app.inject({ url, headers: page });
      expect([
        answer.statusCode,
        answer.headers["content-type"],
        answer.headers["cache-control"],
      ]).toEqual([200, "text/html; charset=utf-8", "no-cache"]);
      expect(answer.body).toContain("<title>Plumbline</title>");
      expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
    },
  );

  test.each(["/home", "/assets/gone-12345678.js", "/missing.png"])(
    "%s for a program is not found",
    async (url) => {
      const answer = await app.inject({ url, headers: { accept: "*/*" } });
      expect([answer.statusCode, answer.headers["cache-control"], answer.json().code]).toEqual([
        404,
        "no-store",
        "not_found",
      ]);
    },
  );

  test.each(["/api", "/api/", "/api/v1", "/api/v1/nothing", "/assets/gone-12345678.js"])(
    "%s never shows the page",
    async (url) => {
      const answer = await app.inject({ url, headers: page });
      expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
        404,
        "application/problem+json; charset=utf-8",
      ]);
    },
  );

  test.each([
    "/.env",
    "/.git/config",
    "/assets/../.env",
    "/assets/",
    "/assets",
    "/../outside.txt",
    "/%2e%2e/outside.txt",
    "/..%2foutside.txt",
    "/..%5coutside.txt",
    "/assets/%2e%2e/%2e%2e/outside.txt",
    "//outside.txt",
    "/%00.txt",
    "/icon.svg/../../outside.txt",
  ])("ASVS 13.4.1, 13.4.3, 5.3.2: %s shows nothing", async (url) => {
    const answer = await app.inject({ url });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toMatch(/secret|outside"|shell-/i);
  });

  test("ASVS 13.4.4: files are only read", async () => {
    for (const method of ["POST", "PUT", "DELETE", "TRACE"] as const) {
      const answer = await app.inject({ method: method as "PUT", url: "/icon.svg" });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
    }
  });
});
