import { readdir } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Registry, Sample } from "./registry.ts";

const windowMs = 10_000;

/** The process as Prometheus names it by convention. Answers what stops the sampling. */
export const registerProcess = (registry: Registry): (() => void) => {
  const startedAt = Date.now() / 1000 - process.uptime();
  const loop = watchEventLoop();

  registry.measured("counter", "process_cpu_seconds_total", "CPU time spent, in seconds.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  registry.measured("gauge", "process_resident_memory_bytes", "Resident memory.", () =>
    process.memoryUsage.rss(),
  );
  registry.measured(
    "gauge",
    "process_heap_bytes",
    "Bytes of JavaScript heap in use.",
    () => process.memoryUsage().heapUsed,
  );
  registry.measured(
    "gauge",
    "process_start_time_seconds",
    "Start of the process, in seconds since 1970.",
    () => startedAt,
  );
  registry.measured("gauge", "process_uptime_seconds", "Seconds since the process started.", () =>
    process.uptime(),
  );
  // Only Linux lists its open files here; elsewhere the reading fails and the series is absent.
  registry.measured(
    "gauge",
    "process_open_fds",
    "Open file descriptors.",
    async () => (await readdir("/proc/self/fd")).length,
  );
  registry.measured(
    "gauge",
    "plumbline_event_loop_lag_seconds",
    "Delay of the event loop in the last full window of 10 seconds.",
    loop.samples,
  );
  return loop.stop;
};

/** The window moves by a timer and never by a reader: reading metrics changes nothing. */
const watchEventLoop = (): { samples: () => readonly Sample[]; stop: () => void } => {
  const resolution = 10;
  const delay = monitorEventLoopDelay({ resolution });
  const seconds = (nanoseconds: number): number =>
    Math.max(0, nanoseconds / 1e9 - resolution / 1000);
  let samples: readonly Sample[] = [];

  delay.enable();
  const timer = setInterval(() => {
    samples = [
      { value: seconds(delay.percentile(50)), labels: { quantile: "0.5" } },
      { value: seconds(delay.percentile(99)), labels: { quantile: "0.99" } },
      { value: seconds(delay.max), labels: { quantile: "1" } },
    ];
    delay.reset();
  }, windowMs);
  timer.unref();

  return {
    samples: () => samples,
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
};
