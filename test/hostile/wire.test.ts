import { once } from "node:events";
import { connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { faultOf } from "./probe.ts";
import { residue } from "./residue.ts";

/** Bytes as no library would send them, to a server that really listens. */
const house = await testHouse();
const { token, username } = await house.person(await house.organization(), ["administrator"]);
let port = 0;

beforeAll(async () => {
  await house.server.listen({ port: 0, host: "127.0.0.1" });
  const address = house.server.server.address();
  port = typeof address === "object" && address ? address.port : 0;
});

const exchange = async (request: string | Buffer): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => received.push(chunk));
  // The server may close while much is still being written; what it answered before is what counts.
  socket.on("error", () => undefined);
  socket.setTimeout(5000, () => socket.destroy());
  socket.write(request);
  await once(socket, "close");
  return Buffer.concat(received).toString("utf8");
};

const faultIn = (answer: string): string | null => {
  const [head = "", text = ""] = answer.split(/\r\n\r\n(.*)/s);
  const [line = "", ...lines] = head.split("\r\n");
  const headers = new Map(
    lines.map((one) => {
      const at = one.indexOf(":");
      return [one.slice(0, at).toLowerCase(), one.slice(at + 1).trim()];
    }),
  );
  const status = Number(line.split(" ")[1] ?? 0);
  if (status === 0) return "was not answered";
  return faultOf({ status, text, header: (name) => headers.get(name) ?? "" }, true);
};

const lines = (first: string, ...headers: readonly string[]): string =>
  `${[first, "Connection: close", ...headers].join("\r\n")}\r\n\r\n`;

const get = (...headers: readonly string[]): string =>
  lines("GET /api/v1/people HTTP/1.1", "Host: here", ...headers);

const post = (body: string, ...headers: readonly string[]): string =>
  lines(
    "POST /api/v1/roles HTTP/1.1",
    "Host: here",
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    ...headers,
  ) + body;

const role = '{"name":"Smuggled","permissions":["home.notice.read"]}';

const corpus: readonly (readonly [string, string])[] = [
  ["one huge header", get(`X-Huge: ${"x".repeat(100_000)}`)],
  ["many headers", get(...Array.from({ length: 3000 }, (_, n) => `X-${n}: xxxxxxxx`))],
  ["a huge cookie", get(`Cookie: plumbline=${"x".repeat(20_000)}`)],
  [
    "a thousand cookies",
    get(`Cookie: ${Array.from({ length: 1000 }, (_, n) => `c${n}=1`).join("; ")}`),
  ],
  ["a spoilt cookie", get('Cookie: plumbline="%ff; ;;=; =;plumbline=%')],
  ["NUL in a header", get("X-Nul: a\0b")],
  ["a header without name", get(": empty")],
  ["a header over two lines", get("X-Long: a\r\n b")],
  ["a blank before the colon", get("X-Blank : a")],
  ["no host", lines("GET /api/v1/people HTTP/1.1")],
  ["two hosts", get("Host: there")],
  ["an unknown method", lines("BREW /api/v1/people HTTP/1.1", "Host: here")],
  ["TRACE", lines("TRACE /api/v1/people HTTP/1.1", "Host: here")],
  ["another protocol", lines("GET /api/v1/people HTTP/3.7", "Host: here")],
  ["a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n"],
  ["nothing but noise", "\u0001\u0002\u0003\r\n\r\n"],
  ["a bad escape in the path", lines("GET /api/v1/people/%zz HTTP/1.1", "Host: here")],
  ["raw bytes in the path", lines("GET /api/v1/people/\u00ff\u00fe HTTP/1.1", "Host: here")],
  [
    "an endless address",
    lines(`GET /api/v1/people?search=${"x".repeat(12_000)} HTTP/1.1`, "Host: here"),
  ],
  ["two lengths", post(role, `Content-Length: ${role.length}`, "Content-Length: 0")],
  ["length and chunks", post(role, `Content-Length: ${role.length}`, "Transfer-Encoding: chunked")],
  ["a negative length", post(role, "Content-Length: -1")],
  ["a length that is no number", post(role, "Content-Length: ten")],
  ["bad chunks", post(`zz\r\n${role}\r\n0\r\n\r\n`, "Transfer-Encoding: chunked")],
  ["chunks in disguise", post(`0\r\n\r\n${role}`, "Transfer-Encoding: xchunked")],
  ["chunks named twice", post("0\r\n\r\n", "Transfer-Encoding: chunked, identity")],
  ["a length that is short by half", post(role, `Content-Length: ${role.length / 2}`)],
  ["two tokens", get(`Authorization: Bearer ${"a".repeat(43)}`, `Authorization: Bearer ${token}`)],
];

describe("bytes on the wire (ASVS 4.1.1, 4.2.1, 13.1.2, 13.4.4, 15.3.4)", () => {
  it.each(corpus)(
    "%s is refused with a problem, within a second, and keeps nothing",
    async (_, request) => {
      const rows = await residue(house.superuser);
      const began = performance.now();
      expect(faultIn(await exchange(Buffer.from(request, "latin1")))).toBeNull();
      expect(performance.now() - began).toBeLessThan(1000);
      expect(await residue(house.superuser)).toBe(rows);
    },
  );

  it("after all of it the server answers as before", async () => {
    const answer = await exchange(get(`Authorization: Bearer ${token}`));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(username);
  });
});
