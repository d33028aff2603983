import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { browserToken } from "../../test/browser-token.ts";
import { inOrganization, liveRig } from "./live-rig.ts";

const rig = await liveRig({
  live: { helloMs: 1500, closeMs: 200, socketsPerPerson: 3, sockets: 12 },
});
const { house, port } = rig;
const here = `http://127.0.0.1:${port}`;

const somebody = async () => {
  const { own, member } = await inOrganization(rig);
  const person = await member();
  return { own, ...person, cookie: await browserToken(house, person.username) };
};

describe("opening a socket (ASVS 4.4.2, 4.4.3, 7.2.1)", () => {
  test("needs somebody who is signed in", async () => {
    const nobody = { status: 401, code: "unauthenticated" };
    expect(await rig.refusal({ origin: here })).toEqual(nobody);
    expect(await rig.refusal({})).toEqual(nobody);
    expect(await rig.refusal({ token: "x".repeat(43) })).toEqual(nobody);
    expect(await rig.refusal({ cookie: "x".repeat(43), origin: here })).toEqual(nobody);
  });

  test.each([
    ["another site", "https://evil.example"],
    ["another port of the same machine", "http://127.0.0.1:1"],
    ["a page without an address", "null"],
    ["nobody knows where", undefined],
    ["a neighbour whose name begins alike", `${here}.evil.example`],
  ])("with the cookie from %s is refused", async (_, origin) => {
    const { cookie } = await somebody();
    expect(await rig.refusal({ cookie, ...(origin ? { origin } : {}) })).toEqual({
      status: 403,
      code: "forbidden",
    });
  });

  test.each([
    ["this host", here],
    ["the public address", "http://localhost:8080"],
  ])("with the cookie from a page of %s is taken", async (_, origin) => {
    const { cookie } = await somebody();
    const listener = rig.open({ cookie, origin });
    await listener.ready;
    expect(listener.received[0]).toMatchObject({ live: true });
  });

  test("with a token from a foreign page is refused as well", async () => {
    const { token } = await somebody();
    expect(await rig.refusal({ token, origin: "https://evil.example" })).toMatchObject({
      status: 403,
    });
  });

  test("asked for without a socket, the address says what would be told", async () => {
    const { own, token, personId } = await somebody();
    const answer = await fetch(`${here}/api/v1/live`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({
      organizationId: own.id,
      personId,
      reach: { "home.notice.read": "organization" },
    });
  });

  test("a wish to upgrade anywhere else, or to anything else, is an ordinary request", async () => {
    const upgrade = (path: string, protocol: string, body?: string) =>
      new Promise<number | undefined>((resolve) => {
        const asked = request(here + path, {
          method: body === undefined ? "GET" : "POST",
          headers: {
            ...{ connection: "Upgrade", upgrade: protocol },
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
        });
        asked.on("response", (response) => resolve(response.resume().statusCode));
        asked.on("upgrade", () => resolve(101));
        asked.end(body);
      });
    expect(await upgrade("/health", "websocket")).toBe(200);
    expect(await upgrade("/api/v1/notices", "websocket")).toBe(401);
    expect(await upgrade("/api/v1/live", "h2c")).toBe(401);
    const wrong = JSON.stringify({ username: "nobody", password: "wrong" });
    expect(await upgrade("/api/v1/auth/login", "websocket", wrong)).toBe(401);
  });

  test("a person opens so many and no more, and closing one makes room", async () => {
    const { token } = await somebody();
    const open = [rig.open({ token }), rig.open({ token }), rig.open({ token })];
    await Promise.all(open.map(({ ready }) => ready));
    expect(await rig.refusal({ token })).toEqual({ status: 429, code: "too_many" });
    open[0]?.socket.close();
    await open[0]?.closed;
    await rig.open({ token }).ready;
  });

  test("the process takes so many and no more, and says when to come back", async () => {
    const people = await Promise.all(Array.from({ length: 5 }, somebody));
    const listeners = people
      .flatMap(({ token }) => [token, token, token])
      .slice(0, 12)
      .map((token) => rig.open({ token }));
    await Promise.all(listeners.map(({ ready }) => ready));
    expect(await rig.refusal({ token: people[4]?.token ?? "" })).toEqual({
      status: 503,
      code: "unavailable",
    });
    const metrics = await (await fetch(`${here}/metrics`)).text();
    expect(metrics).toContain("plumbline_live_sockets 12");
    expect(metrics).toContain('plumbline_live_refused_total{limit="process"} 1');
  });
});

describe("hostile frames", () => {
  const hostile: [string, (string | Buffer)[]][] = [
    ["no JSON", ["after: 0"]],
    ["another shape", ['{"after":"0"}']],
    ["a number below zero", ['{"after":-1}']],
    ["a number beyond all numbers", ['{"after":1e400}']],
    ["names of its own", ['{"after":0,"organization":"x","__proto__":{"after":1}}']],
    ["bytes", [Buffer.from('{"after":0}')]],
    ["a second message", ['{"after":0}', '{"after":0}']],
    ["a thousand messages", Array.from({ length: 1000 }, () => '{"after":0}')],
  ];
  test.each(hostile)("%s: the socket is closed with a sentence", async (_, frames) => {
    const { token } = await somebody();
    const listener = rig.open({ token, isSilent: true });
    listener.socket.on("open", () => frames.forEach((frame) => listener.socket.send(frame)));
    expect(await listener.closed).toMatchObject({
      code: 4400,
      reason: expect.stringContaining("Send one text message"),
    });
  });

  test("a huge message is not even read", async () => {
    const { token } = await somebody();
    const listener = rig.open({ token, isSilent: true });
    listener.socket.on("open", () => listener.socket.send(randomBytes(2_000_000)));
    expect((await listener.closed).code).toBe(1009);
  });

  test("silence is not waited for", async () => {
    const { token } = await somebody();
    expect((await rig.open({ token, isSilent: true }).closed).code).toBe(4400);
  });

  test("numbers of another organisation are not mixed up with one's own", async () => {
    const [one, other] = [await somebody(), await somebody()];
    const listener = rig.open({ token: one.token, isSilent: true });
    listener.socket.on("open", () =>
      listener.socket.send(JSON.stringify({ after: 0, organizationId: other.own.id })),
    );
    expect((await listener.closed).code).toBe(4409);
  });
});
