import type { Registry } from "#core/metrics";
import type { Closing } from "./codes.ts";

export type FeedMeasures = {
  readonly watchSockets: (count: () => number) => void;
  readonly sent: (messages: number) => void;
  readonly closed: (why: Closing) => void;
  readonly refused: (limit: "person" | "process") => void;
  /** Seconds from an entry's number to the moment it was handed to the sockets. */
  readonly late: (seconds: number) => void;
};

export const measureFeed = (registry: Registry): FeedMeasures => {
  const messages = registry.counter(
    "plumbline_live_messages_total",
    "Changes told to sockets of the live feed.",
  );
  const closed = registry.counter(
    "plumbline_live_closed_total",
    "Sockets of the live feed that the server closed, by cause.",
  );
  const refused = registry.counter(
    "plumbline_live_refused_total",
    "Sockets of the live feed that found no room, by the limit that was reached.",
  );
  const lag = registry.histogram(
    "plumbline_live_lag_seconds",
    "Time from an entry's number in the log to its message.",
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  );
  return {
    watchSockets: (count) =>
      registry.measured("gauge", "plumbline_live_sockets", "Sockets of the live feed.", count),
    sent: (count) => messages.add({}, count),
    closed: (cause) => closed.add({ cause }),
    refused: (limit) => refused.add({ limit }),
    late: (seconds) => lag.observe(seconds, {}),
  };
};
