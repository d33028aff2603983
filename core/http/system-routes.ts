import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { Failure } from "#core/operation";
import { metricsContentType } from "#core/metrics";
import type { Registry } from "#core/metrics";
import { bearerOf } from "./credentials.ts";
import { healthSchema, signInHealthSchema, systemHealthSchema } from "./health.ts";
import type { SystemHealth } from "./health.ts";
import { isLoopback, networks } from "./networks.ts";
import type { HttpSettings } from "./settings.ts";

/** A route of the edge itself, described for the API document like an operation. */
export type SystemRoute = {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly reason: string;
  readonly contentType: string;
  readonly output?: z.ZodType;
  readonly example: unknown;
};

const dependencies = {
  database: "connected",
  queue: "running",
  log: "running",
  email: "configured",
};
const exampleHealth = {
  status: "healthy",
  timestamp: "2026-11-20T10:00:00.000Z",
  uptime: 3600,
  dependencies,
};

const health = (
  id: string,
  path: string,
  summary: string,
  output: z.ZodType,
  example: unknown,
): SystemRoute => ({
  id,
  path,
  summary,
  reason: "Monitors and load balancers have no account; the answer names no cause and no version.",
  contentType: "application/json",
  output,
  example,
});

export const systemRoutes = {
  health: health(
    "system.readHealth",
    "/health",
    "Whether the installation works",
    healthSchema,
    exampleHealth,
  ),
  systemHealth: health(
    "system.readSystemHealth",
    "/api/v1/system/health",
    "Whether each component works",
    systemHealthSchema,
    {
      ...exampleHealth,
      components: {
        database: { status: "healthy", latencyMs: 2 },
        pool: { status: "healthy", waiting: 0 },
        queue: { status: "healthy", lagSeconds: 0 },
        sequencer: { status: "healthy", lagSeconds: 0, setAside: 0 },
      },
    },
  ),
  signInHealth: health(
    "system.readSignInHealth",
    "/api/v1/auth/health",
    "Whether people can sign in",
    signInHealthSchema,
    {
      ...exampleHealth,
      dependencies: { database: "connected", email: "configured" },
    },
  ),
  metrics: {
    id: "system.readMetrics",
    path: "/metrics",
    summary: "Measurements in the Prometheus text format",
    reason:
      "Asked by a monitor on this machine, from an address of METRICS_ALLOW or with METRICS_TOKEN as bearer.",
    contentType: "text/plain",
    example:
      "# HELP process_uptime_seconds Seconds since the process started.\n# TYPE process_uptime_seconds gauge\nprocess_uptime_seconds 3600\n",
  },
} satisfies Record<string, SystemRoute>;

export const addHealth = (app: FastifyInstance, look: () => Promise<SystemHealth>): void => {
  const add = (route: SystemRoute, choose: (health: SystemHealth) => unknown): void => {
    app.get(
      route.path,
      { config: { pattern: route.path, operation: route.id } },
      async (_request, reply) => {
        const seen = await look();
        return reply
          .code(seen.status === "unhealthy" ? 503 : 200)
          .header("cache-control", "no-store")
          .send(choose(seen));
      },
    );
  };
  add(systemRoutes.health, ({ components: _, ...seen }) => seen);
  add(systemRoutes.systemHealth, (seen) => seen);
  add(systemRoutes.signInHealth, ({ components: _, ...seen }) => ({
    ...seen,
    status: seen.dependencies.database === "connected" ? "healthy" : "unhealthy",
    dependencies: { database: seen.dependencies.database, email: seen.dependencies.email },
  }));
};

export const addMetrics = (
  app: FastifyInstance,
  registry: Registry,
  settings: HttpSettings,
): void => {
  const { path, id } = systemRoutes.metrics;
  const isAllowed = metricsGuard(settings);
  app.get(path, { config: { pattern: path, operation: id } }, async (request, reply) => {
    if (!isAllowed(request)) {
      throw new Failure(
        "forbidden",
        "Measurements are for monitors only. Ask from this machine, from an address listed in METRICS_ALLOW, or with METRICS_TOKEN as bearer token.",
      );
    }
    const text = await registry.text();
    return reply.header("cache-control", "no-store").type(metricsContentType).send(text);
  });
};

const metricsGuard = ({
  metricsAllow,
  metricsToken,
}: HttpSettings): ((request: FastifyRequest) => boolean) => {
  const allowed = networks(metricsAllow);
  const wanted = metricsToken === null ? null : digest(metricsToken);
  return ({ peer, headers }) => {
    // Through a proxy on this machine everybody looks like this machine.
    if (isLoopback(peer.address) && !peer.forwarded) return true;
    if (allowed.has(peer.address)) return true;
    const given = bearerOf(headers.authorization);
    return wanted !== null && given !== null && timingSafeEqual(wanted, digest(given));
  };
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
