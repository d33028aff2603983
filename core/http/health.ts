import { z } from "zod";

export type HealthProbes = {
  /** Answers true when the database answered. */
  readonly database: () => Promise<boolean>;
  readonly pool: () => { readonly total: number; readonly idle: number; readonly waiting: number };
  readonly queue: () => Lag | Promise<Lag>;
  /** `aside`: logs that are not gone on with, since somebody has changed their tree. */
  readonly sequencer: () => LogLag | Promise<LogLag>;
  readonly mail: () => "configured" | "not configured";
};

type Lag = { readonly seconds: number };
type LogLag = Lag & { readonly aside: number };

const status = z.enum(["healthy", "degraded", "unhealthy"]);
const flow = z.enum(["running", "behind", "unknown"]);
const logFlow = z.enum([...flow.options, "damaged"]);

/** Says what works, never where it runs, which version it is or why it fails: strangers may read this. */
export const healthSchema = z.strictObject({
  status,
  timestamp: z.iso.datetime(),
  uptime: z.int().min(0),
  dependencies: z.strictObject({
    database: z.enum(["connected", "disconnected"]),
    queue: flow,
    log: logFlow,
    email: z.enum(["configured", "not configured"]),
  }),
});

export const systemHealthSchema = healthSchema.extend({
  components: z.strictObject({
    database: z.strictObject({ status, latencyMs: z.int().min(0) }),
    pool: z.strictObject({ status, waiting: z.int().min(0) }),
    queue: z.strictObject({ status, lagSeconds: z.int().min(0).nullable() }),
    sequencer: z.strictObject({
      status,
      lagSeconds: z.int().min(0).nullable(),
      setAside: z.int().min(0),
    }),
  }),
});

export const signInHealthSchema = healthSchema.omit({ dependencies: true }).extend({
  dependencies: healthSchema.shape.dependencies.pick({ database: true, email: true }),
});

export type SystemHealth = z.output<typeof systemHealthSchema>;

const probeTimeoutMs = 2000;
const keptMs = 1000;
const queueBehindSeconds = 60;
const sequencerBehindSeconds = 5;

/** One look serves everybody for a second, so that a flood of health checks is one query a second. */
export const createHealth = (probes: HealthProbes): (() => Promise<SystemHealth>) => {
  let kept: { readonly at: number; readonly health: Promise<SystemHealth> } | undefined;
  return () => {
    if (kept === undefined || performance.now() - kept.at > keptMs)
      kept = { at: performance.now(), health: look(probes) };
    return kept.health;
  };
};

const look = async (probes: HealthProbes): Promise<SystemHealth> => {
  const startedAt = performance.now();
  const [isConnected, queue, sequencer] = await Promise.all([
    answered(probes.database).then((answer) => answer === true),
    answered(probes.queue),
    answered(probes.sequencer),
  ]);
  const latencyMs = Math.round(performance.now() - startedAt);
  const waiting = probes.pool().waiting;
  const queueFlow = flowOf(queue, queueBehindSeconds);
  const setAside = sequencer?.aside ?? 0;
  const sequencing = setAside > 0 ? "damaged" : flowOf(sequencer, sequencerBehindSeconds);
  const components: SystemHealth["components"] = {
    database: { status: isConnected ? "healthy" : "unhealthy", latencyMs },
    pool: { status: waiting > 0 ? "degraded" : "healthy", waiting },
    queue: {
      status: queueFlow === "running" ? "healthy" : "degraded",
      lagSeconds: secondsOf(queue),
    },
    sequencer: {
      status: sequencing === "running" ? "healthy" : "degraded",
      lagSeconds: secondsOf(sequencer),
      setAside,
    },
  };
  return {
    status: !isConnected
      ? "unhealthy"
      : queueFlow === "running" && sequencing === "running"
        ? "healthy"
        : "degraded",
    timestamp: new Date().toISOString(),
    uptime: Math.floor(process.uptime()),
    dependencies: {
      database: isConnected ? "connected" : "disconnected",
      queue: queueFlow,
      log: sequencing,
      email: probes.mail(),
    },
    components,
  };
};

const flowOf = (lag: Lag | undefined, limit: number): z.output<typeof flow> =>
  lag === undefined ? "unknown" : lag.seconds > limit ? "behind" : "running";

const secondsOf = (lag: Lag | undefined): number | null =>
  lag === undefined ? null : Math.max(0, Math.round(lag.seconds));

/** Undefined when the probe fails or is late: health must answer while what it asks about hangs. */
const answered = async <T>(probe: () => T | Promise<T>): Promise<T | undefined> => {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), probeTimeoutMs);
  try {
    return await Promise.race([probe(), late.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};
