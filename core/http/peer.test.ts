import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { peerReader } from "./peer.ts";
import type { Peer } from "./peer.ts";
import { requestIdOf } from "./request-id.ts";

const arriving = (remoteAddress: string, headers: Record<string, string>): IncomingMessage => {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: remoteAddress });
  const message = new IncomingMessage(socket);
  Object.assign(message.headers, headers);
  return message;
};

const seen = (remoteAddress: string, headers: Record<string, string>): Peer =>
  peerReader({ trustedProxies: ["10.0.0.0/8", "::1"], cookieSecure: "auto" })(
    arriving(remoteAddress, headers),
  );

describe("ASVS 4.1.3, 15.3.4: forwarded headers are believed from configured proxies only", () => {
  const lie = {
    host: "here",
    "x-forwarded-for": "1.2.3.4",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil",
  };

  test("a stranger's claims are nothing", () => {
    expect(seen("203.0.113.9", lie)).toEqual({
      address: "203.0.113.9",
      forwarded: true,
      proxied: false,
      secure: false,
      host: "here",
    });
  });

  test("a trusted proxy is believed, an IPv4 address in IPv6 clothes too", () => {
    expect(seen("::ffff:10.0.0.1", lie)).toEqual({
      address: "1.2.3.4",
      forwarded: true,
      proxied: true,
      secure: true,
      host: "evil",
    });
  });

  test.each([
    [
      "what the visitor wrote himself stands left and is not read",
      "6.6.6.6, 198.51.100.4",
      "198.51.100.4",
    ],
    ["further proxies of ours are passed over", "198.51.100.4, 10.2.2.2", "198.51.100.4"],
    ["only proxies of ours: the farthest", "10.3.3.3, 10.2.2.2", "10.3.3.3"],
    ["nonsense ends the walk", "198.51.100.4, unknown, 10.2.2.2", "10.2.2.2"],
    ["an empty header", "", "10.0.0.1"],
    ["IPv6 visitors", "2001:db8::7", "2001:db8::7"],
  ])("%s", (_, forwardedFor, address) => {
    expect(seen("10.0.0.1", { "x-forwarded-for": forwardedFor }).address).toBe(address);
  });

  test("of several hops the proxy's own word about https counts, not the visitor's", () => {
    expect(seen("10.0.0.1", { "x-forwarded-proto": "https, http" }).secure).toBe(false);
  });

  test("a request id is taken over from a proxy only, and only a plain one", () => {
    const message = arriving("10.0.0.1", { "x-request-id": "abc-12345" });
    expect(requestIdOf(message, true)).toBe("abc-12345");
    expect(requestIdOf(message, false)).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab]/);
    expect(requestIdOf(arriving("10.0.0.1", { "x-request-id": 'x"\n{}' }), true)).not.toContain(
      '"',
    );
  });
});
