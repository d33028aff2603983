import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Operation } from "#core/operation";
import { bugFacts } from "./bug.ts";
import { apiRoot } from "./operations.ts";
import { mapError, problem, problemContentType } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { documentationPaths } from "./documentation.ts";
import { securityHeaders } from "./headers.ts";
import type { PeerReader } from "./peer.ts";
import { systemRoutes } from "./system-routes.ts";

export type Refusals = {
  readonly error: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
  /** Nothing at this address, or not with this method. */
  readonly missing: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
};

type Known = {
  readonly operations: readonly Operation[];
  readonly hasWebClient: boolean;
  readonly readPeer: PeerReader;
  readonly log: Logger;
};

export const createRefusals = ({ operations, hasWebClient, readPeer, log }: Known): Refusals => {
  const methodsAt = knownPaths(operations, hasWebClient);
  // Errors of the router itself come before the gate, so the headers are set here again.
  const sendProblem = (
    request: FastifyRequest,
    reply: FastifyReply,
    answer: Problem,
  ): FastifyReply =>
    reply
      .headers(securityHeaders(readPeer(request.raw).secure))
      .header("x-request-id", request.id)
      .header("cache-control", "no-store")
      .removeHeader("etag")
      .code(answer.status)
      .type(problemContentType)
      .send(JSON.stringify(answer));

  return {
    error: (error, request, reply) => {
      const { problem: answer, headers, bug } = mapError(error, request.id);
      if (bug)
        log.error(
          { requestId: request.id, error: bugFacts(error) },
          "an unexpected error reached the edge",
        );
      if (reply.raw.headersSent) return;
      sendProblem(request, reply.headers(headers), answer);
    },
    missing: (request, reply) => {
      const methods = methodsAt((request.raw.url ?? "/").split("?", 1)[0] ?? "/");
      if (methods.length === 0 || methods.includes(request.method)) {
        const sentence =
          "There is nothing at this address. Check it against the API guide at /api/docs.";
        return sendProblem(request, reply, problem("not_found", sentence, request.id));
      }
      const allow = [...methods, "OPTIONS"].join(", ");
      reply.header("allow", allow);
      if (request.method === "OPTIONS") return reply.code(204).send();
      const sentence = `${request.method} does nothing at this address. Use one of ${allow}.`;
      return sendProblem(request, reply, problem("method_not_allowed", sentence, request.id));
    },
  };
};

/** Which methods an address knows. The router only says that a pair of method and address is unknown. */
const knownPaths = (
  operations: readonly Operation[],
  hasWebClient: boolean,
): ((path: string) => string[]) => {
  const patterns = new Map<string, Set<string>>();
  const add = (path: string, method: string): void => {
    const methods = patterns.get(path) ?? new Set();
    methods.add(method);
    if (method === "GET") methods.add("HEAD");
    patterns.set(path, methods);
  };
  for (const { http } of operations) add(apiRoot + http.path, http.method);
  for (const { path } of Object.values(systemRoutes)) add(path, "GET");
  for (const path of documentationPaths) add(path, "GET");
  const known = [...patterns].map(([path, methods]) => ({
    methods,
    fits: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  }));
  return (path) => {
    const methods = new Set(
      known.filter(({ fits }) => fits.test(path)).flatMap((one) => [...one.methods]),
    );
    if (methods.size === 0 && hasWebClient && !/^\/api(\/|$)/.test(path)) return ["GET", "HEAD"];
    return [...methods];
  };
};
