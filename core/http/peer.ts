import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { networks, plainAddress } from "./networks.ts";
import type { Networks } from "./networks.ts";
import type { HttpSettings } from "./settings.ts";

/** Who stands at the other end, as far as it can be believed. */
export type Peer = {
  readonly address: string;
  /** Any trace of a proxy, trusted or not. */
  readonly forwarded: boolean;
  /** The direct peer is a configured proxy: its headers are believed. */
  readonly proxied: boolean;
  /** The visitor came over https. */
  readonly secure: boolean;
  /** The host name that the visitor's browser shows. */
  readonly host: string;
};

export type PeerReader = (raw: IncomingMessage) => Peer;

export const peerReader = ({
  trustedProxies,
  cookieSecure,
}: Pick<HttpSettings, "trustedProxies" | "cookieSecure">): PeerReader => {
  const trusted = networks(trustedProxies);
  return (raw) => peerOf(raw, trusted, cookieSecure);
};

const peerOf = (
  raw: IncomingMessage,
  trusted: Networks,
  cookieSecure: HttpSettings["cookieSecure"],
): Peer => {
  const direct = plainAddress(raw.socket.remoteAddress ?? "");
  const proxied = trusted.has(direct);
  const { headers } = raw;
  const host = (proxied && lastOf(headers["x-forwarded-host"])) || headers.host || "";
  return {
    address: proxied ? visitorOf(direct, textOf(headers["x-forwarded-for"]), trusted) : direct,
    forwarded: ["x-forwarded-for", "forwarded", "x-real-ip", "via"].some(
      (name) => headers[name] !== undefined,
    ),
    proxied,
    secure:
      cookieSecure === "auto"
        ? proxied && lastOf(headers["x-forwarded-proto"]) === "https"
        : cookieSecure,
    host: host.toLowerCase(),
  };
};

// From the right, the first hop that is no proxy of ours; whatever stands further left was written by the visitor.
const visitorOf = (direct: string, forwardedFor: string, trusted: Networks): string => {
  let nearest = direct;
  for (const hop of forwardedFor.split(",").toReversed()) {
    const address = plainAddress(hop.trim());
    if (isIP(address) === 0) break;
    nearest = address;
    if (!trusted.has(address)) break;
  }
  return nearest;
};

// A proxy that appends instead of replacing leaves the visitor's own claim to the left of its own.
const lastOf = (header: string | string[] | undefined): string =>
  textOf(header).split(",").at(-1)?.trim() ?? "";

const textOf = (header: string | string[] | undefined): string =>
  Array.isArray(header) ? header.join(",") : (header ?? "");
