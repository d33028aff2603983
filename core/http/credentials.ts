import type { FastifyReply, FastifyRequest } from "fastify";
import { Failure, invalid } from "#core/operation";
import type { Entry, Outcome } from "#core/operation";
import type { HttpSettings } from "./settings.ts";

/** Where a cookie is secure it carries the host prefix: no neighbouring host can then plant it. */
const cookieName = (secure: boolean): string => (secure ? "__Host-plumbline" : "plumbline");

/** Who comes in. A bearer token wins over the cookie; a cookie alone must prove that our own page sent it. */
export const entryOf = (request: FastifyRequest, settings: HttpSettings): Entry => {
  const bearer = bearerOf(request.headers.authorization);
  const cookie = bearer === null ? cookieOf(request) : null;
  if (bearer === null && isUnsafe(request.method)) checkOrigin(request, settings, cookie !== null);
  return entryWith(request, bearer ?? cookie);
};

/**
 * Who opens a socket. A browser lets every page open one and sends our cookie along, with no header of ours: only its Origin
 * tells our own page from another one, so a cookie without it is worth nothing here.
 */
export const socketEntryOf = (
  request: FastifyRequest,
  settings: HttpSettings,
  publicUrl: string,
): Entry => {
  const bearer = bearerOf(request.headers.authorization);
  const cookie = bearer === null ? cookieOf(request) : null;
  const { origin } = request.headers;
  const isOwn =
    origin !== undefined
      ? origin === originOf(publicUrl) || isOwnOrigin(origin, request.peer.host)
      : cookie === null;
  const isInvited = cookie === null && settings.corsOrigins.includes(origin ?? "");
  if (!isOwn && !isInvited) throw foreignPage();
  return entryWith(request, bearer ?? cookie);
};

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);

const entryWith = (request: FastifyRequest, token: string | null): Entry => {
  const { headers, peer } = request;
  const organizationId = organizationOf(headers["plumbline-organization"]);
  return {
    requestId: request.id,
    address: peer.address,
    device: (headers["user-agent"] ?? "").slice(0, 200),
    token,
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(headers["plumbline-unattended"] === undefined ? {} : { isUnattended: true }),
    idempotencyKey: idempotencyKeyOf(headers["idempotency-key"]),
  };
};

const idempotencyKeyOf = (header: string | string[] | undefined): string | undefined => {
  if (header === undefined) return undefined;
  if (typeof header === "string" && /^[\x21-\x7e]{8,200}$/.test(header)) return header;
  throw invalid("The request was not taken.", [
    { path: "Idempotency-Key", message: "Send 8 to 200 visible characters, a UUID for example." },
  ]);
};

/** Turns what an operation says about the browser's session into its cookie. */
export const writeSession = (
  reply: FastifyReply,
  session: NonNullable<Outcome["session"]>,
  secure: boolean,
): void => {
  const options = { httpOnly: true, sameSite: "strict", path: "/", secure } as const;
  if (session === "ended") reply.clearCookie(cookieName(secure), options);
  else
    reply.setCookie(cookieName(secure), session.token, { ...options, expires: session.expiresAt });
};

export const bearerOf = (header: string | undefined): string | null => {
  // Another scheme is not ours: a proxy may ask for its own password in front of us.
  if (header === undefined || !/^Bearer\b/i.test(header)) return null;
  const token = /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(header)?.[1];
  if (token === undefined) {
    throw new Failure(
      "unauthenticated",
      "The Authorization header is not understood. Send it as: Authorization: Bearer <token>.",
    );
  }
  return token;
};

const cookieOf = (request: FastifyRequest): string | null => {
  const value = request.cookies[cookieName(request.peer.secure)];
  return value === undefined || value === "" ? null : value;
};

const isUnsafe = (method: string): boolean =>
  method !== "GET" && method !== "HEAD" && method !== "OPTIONS";

// Browsers attach cookies by themselves. None of the three proofs can be given by a foreign page: it cannot set our
// header without a preflight, and it cannot choose Origin or Sec-Fetch-Site at all.
const checkOrigin = (request: FastifyRequest, settings: HttpSettings, byCookie: boolean): void => {
  const { headers, peer } = request;
  const site = headers["sec-fetch-site"];
  const foreign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    !isOwnOrigin(headers.origin, peer.host);
  const invited =
    !byCookie && headers.origin !== undefined && settings.corsOrigins.includes(headers.origin);
  if (foreign && !invited) throw foreignPage();
  if (byCookie && headers["x-plumbline"] !== "1") {
    throw new Failure(
      "forbidden",
      "A change made with the session cookie needs the header X-Plumbline: 1. Send it, or use an access token as bearer instead.",
    );
  }
};

const isOwnOrigin = (origin: string | undefined, host: string): boolean =>
  origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);

const foreignPage = (): Failure =>
  new Failure(
    "forbidden",
    "This request comes from another site's page. Open Plumbline itself and do it there.",
  );

const organizationOf = (header: string | string[] | undefined): string | undefined => {
  if (header === undefined) return undefined;
  if (typeof header === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(header))
    return header.toLowerCase();
  throw invalid(
    "The header Plumbline-Organization is not an organisation's id. Send the id as the profile shows it, or leave it out.",
  );
};
