import type { Registry } from "./registry.ts";

type Later<T> = () => T | Promise<T>;

/** Connections of one database pool: open in all, idle, and callers that wait for one. */
export const registerPool = (
  registry: Registry,
  read: Later<{ readonly total: number; readonly idle: number; readonly waiting: number }>,
): void => {
  registry.measured(
    "gauge",
    "plumbline_pool_connections",
    "Database connections of the pool by state.",
    async () => {
      const { total, idle } = await read();
      return [
        { value: idle, labels: { state: "idle" } },
        { value: total - idle, labels: { state: "busy" } },
      ];
    },
  );
  registry.measured(
    "gauge",
    "plumbline_pool_waiting",
    "Callers that wait for a database connection.",
    async () => {
      const { waiting } = await read();
      return waiting;
    },
  );
};

/** Requests that were told to come back because their turn for the database would have come too late. */
export const registerShed = (registry: Registry, read: () => number): void =>
  registry.measured(
    "counter",
    "plumbline_http_shed_total",
    "Requests answered 503 at once because the line for the database was too long.",
    read,
  );

/** Jobs that are due and not yet claimed, and for how long the oldest has been due. */
export const registerQueue = (
  registry: Registry,
  read: Later<{
    readonly waiting: number;
    readonly oldestSeconds: number;
    readonly failed: number;
  }>,
): void => {
  registry.measured(
    "gauge",
    "plumbline_queue_waiting",
    "Jobs that are due and not yet claimed.",
    async () => (await read()).waiting,
  );
  registry.measured(
    "gauge",
    "plumbline_queue_failed",
    "Jobs that used up their attempts.",
    async () => (await read()).failed,
  );
  registry.measured(
    "gauge",
    "plumbline_queue_lag_seconds",
    "For how long the oldest unclaimed job has been due.",
    async () => (await read()).oldestSeconds,
  );
};

/** Log entries that are committed and not yet in the tree, the age of the oldest, and logs that were set aside. */
export const registerSequencer = (
  registry: Registry,
  read: Later<{ readonly pending: number; readonly seconds: number; readonly aside: number }>,
): void => {
  registry.measured(
    "gauge",
    "plumbline_sequencer_pending",
    "Log entries that are committed and not yet sequenced.",
    async () => (await read()).pending,
  );
  registry.measured(
    "gauge",
    "plumbline_sequencer_lag_seconds",
    "Age of the oldest log entry that is not yet sequenced.",
    async () => (await read()).seconds,
  );
  registry.measured(
    "gauge",
    "plumbline_sequencer_set_aside",
    "Logs that are not gone on with, since somebody has changed their tree.",
    async () => (await read()).aside,
  );
};

/** When the newest backup on schedule was made; no line at all before the first. */
export const registerBackups = (registry: Registry, read: () => number | null): void => {
  registry.measured(
    "gauge",
    "plumbline_backup_last_success_timestamp_seconds",
    "When the newest backup on schedule was made.",
    () => {
      const at = read();
      return at === null ? [] : [{ value: at }];
    },
  );
};
