import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "#core/metrics";

export type Watch = (request: FastifyRequest, reply: FastifyReply) => void;

/** One log line and one observation a request, written when its connection side is done, whoever ended it. */
export const createWatch = (registry: Registry, log: Logger): Watch => {
  const total = registry.counter(
    "plumbline_http_requests_total",
    "HTTP requests by route, method and class of status.",
  );
  const seconds = registry.histogram(
    "plumbline_http_request_duration_seconds",
    "Time from the request's headers to the end of its answer.",
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  );
  const signIns = registry.counter(
    "plumbline_sign_ins_total",
    "Calls of the doors that people guess at, by outcome.",
  );

  return (request, reply) => {
    const startedAt = performance.now();
    reply.raw.once("close", () => {
      const { config } = request.routeOptions;
      const elapsed = performance.now() - startedAt;
      const status = reply.raw.writableEnded ? reply.statusCode : 499;
      const labels = {
        route: config.pattern ?? "unmatched",
        method: request.method,
        status: `${Math.floor(status / 100)}xx`,
      };
      total.add(labels);
      seconds.observe(elapsed / 1000, labels);
      if (config.guessed === true)
        signIns.add({ operation: config.operation ?? "", outcome: outcomeOf(status) });
      // The route's pattern and not the address: ids, search words and one-time tokens stay out of the log.
      log.info(
        {
          requestId: request.id,
          method: request.method,
          route: config.pattern ?? "unmatched",
          ...(config.operation === undefined ? {} : { operation: config.operation }),
          status,
          ms: Math.round(elapsed * 10) / 10,
        },
        "request",
      );
    });
  };
};

const outcomeOf = (status: number): string => {
  if (status < 400) return "accepted";
  if (status === 429) return "limited";
  return status < 500 ? "refused" : "failed";
};
