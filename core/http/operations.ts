import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { Failure } from "#core/operation";
import type { Invoker, Operation, Outcome } from "#core/operation";
import { bugFacts } from "./bug.ts";
import { entryOf, writeSession } from "./credentials.ts";
import { mergeInput, parseQuery } from "./input.ts";
import { limitKey } from "./rate-limit.ts";
import type { RateLimit } from "./rate-limit.ts";
import { checkAnswer, respond } from "./respond.ts";
import type { HttpSettings } from "./settings.ts";

export const apiRoot = "/api/v1";

export type OperationRoutes = {
  readonly operations: readonly Operation[];
  readonly invoke: Invoker;
  readonly settings: HttpSettings;
  readonly signInLimit: RateLimit;
  readonly log: Logger;
};

/** Every declared operation becomes one route; the way through is the same for all. */
export const addOperations = (app: FastifyInstance, routes: OperationRoutes): void => {
  for (const operation of routes.operations) addOperation(app, operation, routes);
};

const addOperation = (
  app: FastifyInstance,
  operation: Operation,
  routes: OperationRoutes,
): void => {
  const { invoke, settings, signInLimit, log } = routes;
  const { method, path, limit } = operation.http;
  app.route({
    method,
    url: apiRoot + path.replaceAll(/\{(\w+)\}/g, ":$1"),
    config: {
      pattern: apiRoot + path,
      operation: operation.id,
      guessed: limit === "sign-in",
      waits: limit !== "sign-in",
    },
    handler: async (request, reply) => {
      if (limit === "sign-in") signInLimit.take(limitKey(request.peer.address));
      const entry = entryOf(request, settings);
      const input = mergeInput(
        valuesOf(request.params),
        parseQuery(request.raw.url ?? ""),
        valuesOf(request.body),
      );
      const outcome = await inTime(
        invoke(operation, input, entry),
        settings.requestTimeoutMs,
        (error) =>
          log.error(
            { requestId: request.id, error: bugFacts(error) },
            "an operation failed after its caller was told to wait no longer",
          ),
      );
      if (settings.checkResponses) checkAnswer(operation, outcome);
      if (outcome.session !== undefined) writeSession(reply, outcome.session, request.peer.secure);
      return respond(request, reply, operation, outcome, log);
    },
  });
};

const valuesOf = (values: unknown): Readonly<Record<string, unknown>> =>
  typeof values === "object" && values !== null ? Object.fromEntries(Object.entries(values)) : {};

/** The database ends slow statements by itself; this is for the caller, who must not wait for ever. */
const inTime = async (
  work: Promise<Outcome>,
  timeoutMs: number,
  failedLater: (error: unknown) => void,
): Promise<Outcome> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    work.catch(failedLater);
    late.reject(
      new Failure(
        "unavailable",
        "This took too long. Look first whether it was done all the same, then try again.",
        {
          retryAfterSeconds: 10,
        },
      ),
    );
  }, timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
