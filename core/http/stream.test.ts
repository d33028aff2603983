import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { FastifyInstance } from "fastify";
import { sampleEdge } from "./sample-edge.ts";

let app: FastifyInstance;
let written: string[];
afterEach(() => app.close());

const url = "/api/v1/notes/export";
const serve = (chunks: AsyncIterable<string>): void => {
  const stream = { chunks, contentType: "text/plain; charset=utf-8", fileName: 'Prüfung "A".txt' };
  ({ app, written } = sampleEdge(() => ({ json: null, stream })));
};

describe("an answer that is written as it comes", () => {
  test("arrives whole, as a file to keep", async () => {
    serve(
      (async function* () {
        for (let n = 0; n < 3; n++) yield `line ${n}\n`;
      })(),
    );
    const answer = await app.inject({ url });
    expect(answer.body).toBe("line 0\nline 1\nline 2\n");
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(answer.headers["content-disposition"]).toBe(
      "attachment; filename=\"Pr_fung__A_.txt\"; filename*=UTF-8''Pr%C3%BCfung%20%22A%22.txt",
    );
  });

  test("ASVS 15.2.2: is made no faster than it is read, and no further once the reader is gone", async () => {
    let made = 0;
    let ended = false;
    serve(
      (async function* () {
        try {
          for (; made < 10_000; made++) yield "x".repeat(65_536);
        } finally {
          ended = true;
        }
      })(),
    );
    await app.listen({ host: "127.0.0.1", port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
    socket.write(`GET ${url} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await vi.waitFor(() => expect(made).toBeGreaterThan(0));
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stalled = made;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([made, stalled < 1000]).toEqual([stalled, true]);
    socket.destroy();
    await vi.waitFor(() => expect(ended).toBe(true));
    await vi.waitFor(() => expect(written.join("")).toContain('"status":499'));
  });

  test("cut off by a failure does not look complete, and the log says why", async () => {
    serve(
      (async function* () {
        yield "half\n";
        throw new Error("the disk is gone");
      })(),
    );
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const answer = await fetch(origin + url);
    await expect(answer.text()).rejects.toThrow(/terminated|failed/);
    expect(written.join("")).toContain("the disk is gone");
  });

  test("HEAD names the file and makes nothing", async () => {
    let made = 0;
    serve(
      (async function* () {
        made += 1;
        yield "x";
      })(),
    );
    const answer = await app.inject({ method: "HEAD", url });
    expect([answer.statusCode, answer.body, made]).toEqual([200, "", 0]);
    expect(answer.headers["content-disposition"]).toContain("attachment");
  });
});
