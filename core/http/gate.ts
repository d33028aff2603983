import { hash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { invalid, tooBusy } from "#core/operation";
import { securityHeaders } from "./headers.ts";
import { Refusal } from "./problem.ts";
import { limitKey } from "./rate-limit.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { HttpSettings } from "./settings.ts";
import type { Watch } from "./watch.ts";

type Gate = {
  readonly settings: HttpSettings;
  readonly demo: boolean;
  readonly watch: Watch;
  readonly limit: RateLimit;
  /** False when an operation's turn for the database would come too late. */
  readonly admits: () => boolean;
  readonly missing: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
};

/** What every request passes before its body is read: headers for every status, limits, unknown addresses. */
export const addGate = (
  app: FastifyInstance,
  { settings, demo, watch, limit, admits, missing }: Gate,
): void => {
  app.addHook("onRequest", async (request, reply) => {
    watch(request, reply);
    const { url = "/" } = request.raw;
    reply.headers(securityHeaders(request.peer.secure)).header("x-request-id", request.id);
    if (request.headers.host === undefined && request.raw.httpVersion === "1.1") {
      reply.header("connection", "close");
      throw invalid("The request names no host. Send it with the header Host.");
    }
    if (url.length > settings.urlLimit)
      throw new Refusal(
        "address_too_long",
        "The address is longer than this server takes. Shorten it.",
      );
    if (url.startsWith("/api")) {
      invite(request, reply, settings.corsOrigins);
      if (!isHealth(url)) limit.take(keyOf(request, demo));
    }
    if (hasBody(request) && (request.method === "GET" || request.method === "HEAD")) {
      throw invalid("A request that reads has no body. Put the values into the query string.");
    }
    if (request.is404) return missing(request, reply);
    if (request.routeOptions.config.waits === true && !admits()) throw tooBusy();
  });
};

// In the demo one script may act as every account; each of them counts for itself there.
const keyOf = (request: FastifyRequest, demo: boolean): string => {
  const address = limitKey(request.peer.address);
  if (!demo) return address;
  const { authorization, cookie } = request.headers;
  return `${address} ${hash("sha256", authorization ?? cookie ?? "", "base64")}`;
};

const isHealth = (url: string): boolean =>
  url === "/api/v1/system/health" || url === "/api/v1/auth/health";

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

/** Exact origins, never with credentials: a foreign page may bring a bearer token and never uses our cookie. */
const invite = (request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): void => {
  if (origins.length === 0) return;
  reply.header("vary", "origin");
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  reply.headers({
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "content-disposition, etag, retry-after, x-request-id",
  });
  if (request.method !== "OPTIONS") return;
  reply.headers({
    "access-control-allow-methods": "GET, POST, PATCH, DELETE",
    "access-control-allow-headers":
      "authorization, content-type, if-none-match, plumbline-organization, x-plumbline",
    "access-control-max-age": "600",
  });
};
