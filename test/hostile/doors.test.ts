import { describe, expect, it } from "vitest";
import type { LightMyRequestResponse } from "fastify";
import { password, testHouse } from "../harness.ts";
import { documentedRoutes, exampleOf } from "../wall/document.ts";
import { residue } from "./residue.ts";

/** The doors of the whole house, behind a proxy that it trusts: what an outsider and a foreign page can do. */
const host = "plumbline.example";
const house = await testHouse({
  http: { trustedProxies: ["127.0.0.1"], corsOrigins: ["https://portal.example"] },
});
const organization = await house.organization();
const person = await house.person(organization, ["administrator"]);
const routes = (await documentedRoutes(house.server)).filter(({ needsSession }) => needsSession);
const unsafe = routes.filter(({ method }) => method !== "GET");

type Headers = Readonly<Record<string, string>>;
const viaProxy = { host, "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7" };

const signIn = (headers: Headers = {}, credentials: Record<string, string> = {}) =>
  house.server.inject({
    method: "POST",
    url: "/api/v1/auth/sign-in",
    headers: { ...viaProxy, ...headers },
    payload: { username: person.username, password, ...credentials },
  });

const cookieOf = (answer: LightMyRequestResponse): string =>
  String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";

const whoAmI = async (cookie: string) =>
  (await house.server.inject({ url: "/api/v1/auth/session", headers: { ...viaProxy, cookie } }))
    .statusCode;

const sessions = async (): Promise<number> =>
  (await house.superuser.query("select from session")).rowCount ?? 0;

describe("session fixation (ASVS 7.2.4, 3.3.3)", () => {
  it.each([
    [
      "a secret of the attacker's choice",
      () => "__Host-plumbline=chosen-by-somebody-else-0123456789abcdef",
    ],
    [
      "a cookie without the host prefix",
      () => "plumbline=chosen-by-somebody-else-0123456789abcdef",
    ],
    [
      "both at once",
      () => "plumbline=aaaaaaaaaaaaaaaaaaaaaaaa; __Host-plumbline=bbbbbbbbbbbbbbbbbbbbbbbb",
    ],
  ])("%s never becomes a session", async (_, planted) => {
    const entered = await signIn({ cookie: planted(), "x-plumbline": "1" });
    expect(entered.statusCode).toBe(200);
    const own = cookieOf(entered);
    for (const one of planted().split("; ")) {
      expect(own.split("=")[1]).not.toBe(one.split("=")[1]);
      expect(await whoAmI(one)).toBe(401);
    }
    expect(await whoAmI(own)).toBe(200);
  });

  it("a session that the attacker holds ends where the victim signs in, who gets another", async () => {
    const attacker = await house.person(organization, ["member"]);
    const planted = cookieOf(await signIn({}, { username: attacker.username }));
    const entered = await signIn({ cookie: planted, "x-plumbline": "1" });
    expect(cookieOf(entered)).not.toBe(planted);
    const seen = await house.server.inject({
      url: "/api/v1/auth/session",
      headers: { ...viaProxy, cookie: planted },
    });
    expect(seen.statusCode).toBe(401);
  });

  it("a session that has ended does not keep its browser from signing in again", async () => {
    const old = cookieOf(await signIn());
    await house.server.inject({
      method: "POST",
      url: "/api/v1/auth/sign-out",
      headers: { ...viaProxy, cookie: old, "x-plumbline": "1" },
    });
    const again = await signIn({ cookie: old, "x-plumbline": "1" });
    expect(again.statusCode).toBe(200);
    expect(await whoAmI(cookieOf(again))).toBe(200);
    expect(await whoAmI(old)).toBe(401);
  });

  it("a sign-in that fails sets no cookie and opens no session", async () => {
    const before = await sessions();
    const nobody = await signIn(
      {},
      { username: "nobody.at.all", password: "wrong-lantern-harbour" },
    );
    expect([nobody.statusCode, nobody.headers["set-cookie"]]).toEqual([401, undefined]);
    expect(await sessions()).toBe(before);
  });
});

describe("enumeration (ASVS 6.3.8)", () => {
  const door = async (path: string, payload: Record<string, string>) => {
    const began = performance.now();
    const answer = await house.server.inject({
      method: "POST",
      url: `/api/v1/auth/${path}`,
      headers: viaProxy,
      payload,
    });
    const { requestId: _, ...body } = answer.body === "" ? {} : answer.json();
    return { took: performance.now() - began, seen: [answer.statusCode, body] };
  };
  const middle = (times: readonly number[]): number =>
    times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

  it.each([
    ["login", { password: "wrong-lantern-harbour" }],
    ["sign-in", { password: "wrong-lantern-harbour" }],
    ["reset-requests", {}],
  ])("%s tells a name that somebody has from no other, in words or in time", async (path, more) => {
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let index = 0; index < 4; index++) {
      const known = await house.person(organization, ["member"]);
      for (let sample = 0; sample < 3; sample++) {
        const there = await door(path, { username: known.username, ...more });
        const nowhere = await door(path, { username: `nobody.${index}`, ...more });
        expect(there.seen).toEqual(nowhere.seen);
        times.known.push(there.took);
        times.unknown.push(nowhere.took);
      }
    }
    // A verified password takes some fifty times as long as a look-up; the band only has to tell these apart.
    expect(middle(times.known)).toBeLessThan(middle(times.unknown) * 4 + 10);
    expect(middle(times.unknown)).toBeLessThan(middle(times.known) * 4 + 10);
  });
});

describe("another site's page (ASVS 3.5.1 to 3.5.3, 3.4.2)", async () => {
  const cookie = cookieOf(await signIn());
  const send = (route: (typeof unsafe)[number], headers: Headers) => {
    const input: Record<string, unknown> = { ...exampleOf(route) };
    const url = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(input[name]));
    return house.server.inject({
      method: route.method,
      url,
      headers: { ...viaProxy, cookie, ...headers },
      payload: "{}",
    });
  };

  it.each(unsafe)("can have nothing done by $id", async (route) => {
    const rows = await residue(house.superuser);
    const json = { "content-type": "application/json" };
    const pages: readonly Headers[] = [
      json,
      { ...json, origin: "https://evil.example", "x-plumbline": "1" },
      { ...json, origin: "https://portal.example", "x-plumbline": "1" },
      { ...json, origin: "null", "x-plumbline": "1" },
      { ...json, origin: `https://${host}.evil.example`, "x-plumbline": "1" },
      { ...json, "sec-fetch-site": "cross-site", "x-plumbline": "1" },
      { ...json, "sec-fetch-site": "same-site", "x-plumbline": "1" },
      { ...json, origin: `https://${host}`, "x-plumbline": "0" },
    ];
    for (const page of pages) {
      const answer = await send(route, page);
      expect([answer.statusCode, JSON.stringify(page)]).toEqual([403, JSON.stringify(page)]);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    }
    const form = await send(route, {
      "content-type": "text/plain",
      origin: "https://evil.example",
    });
    expect([403, 415]).toContain(form.statusCode);
    expect(await residue(house.superuser)).toBe(rows);
  });

  it("reads nothing: no answer invites an origin that is not listed, and none brings the cookie", async () => {
    for (const { path, method } of routes) {
      const url = path.replaceAll(/\{\w+\}/g, "1");
      for (const origin of [
        "https://evil.example",
        "null",
        "https://portal.example.evil.example",
      ]) {
        const preflight = { origin, "access-control-request-method": method };
        const asked = await house.server.inject({
          method: "OPTIONS",
          url,
          headers: { ...viaProxy, ...preflight },
        });
        expect(asked.headers["access-control-allow-origin"], url).toBeUndefined();
      }
      const invited = await house.server.inject({
        url,
        headers: { ...viaProxy, origin: "https://portal.example" },
      });
      expect(invited.headers["access-control-allow-credentials"], url).toBeUndefined();
    }
  });

  it("a reading request changes nothing, whatever it carries (3.5.3)", async () => {
    const rows = await residue(house.superuser);
    for (const { path, method } of routes.filter(
      (one) => one.method === "GET" && !one.path.endsWith("export"),
    )) {
      const url = path.replaceAll(/\{\w+\}/g, "0198f1a0-0000-7000-8000-0000000000e1");
      const override = { "x-http-method-override": "DELETE", "x-method-override": "DELETE" };
      await house.server.inject({ method, url, headers: { ...viaProxy, cookie, ...override } });
    }
    expect(await residue(house.superuser)).toBe(rows);
  });
});

describe("a forwarded address (ASVS 4.1.3, 15.3.4)", () => {
  const noted = async (headers: Headers, remoteAddress: string): Promise<string> => {
    const answer = await house.server.inject({
      method: "POST",
      url: "/api/v1/auth/login",
      remoteAddress,
      headers: { host, ...headers },
      payload: { username: person.username, password },
    });
    expect(answer.statusCode).toBe(200);
    const { rows } = await house.superuser.query<{ address: string }>(
      "select context->>'address' as address from log_entry where type = 'identity.signedIn' order by hint desc limit 1",
    );
    return rows[0]?.address ?? "";
  };

  it("from a stranger is not believed, and the log has the real one", async () => {
    for (const name of ["x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip"])
      expect(await noted({ [name]: "10.9.9.9" }, "203.0.113.9")).toBe("203.0.113.9");
  });

  it("from our own proxy is believed only as far as the proxy wrote it", async () => {
    expect(await noted({ "x-forwarded-for": "6.6.6.6, 198.51.100.4" }, "127.0.0.1")).toBe(
      "198.51.100.4",
    );
    expect(await noted({ "x-forwarded-for": "<script>, ' or 1=1" }, "127.0.0.1")).toBe("127.0.0.1");
  });
});
