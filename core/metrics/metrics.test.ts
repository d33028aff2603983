import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { registerPool, registerQueue, registerSequencer } from "./platform.ts";
import { registerProcess } from "./process.ts";
import { createRegistry } from "./registry.ts";

describe("the Prometheus text", () => {
  test("counters, gauges and histograms look as the format says", async () => {
    const registry = createRegistry();
    const requests = registry.counter("requests_total", "All requests.");
    requests.add({ route: "/a" });
    requests.add({ route: "/a" }, 2);
    requests.add({ route: "/b" });
    registry.gauge("depth", "Depth\nof a \\ queue.").set(-1.5);
    registry.counter("silent_total", "Never counted.");
    registry.histogram("wait_seconds", "Waiting.", [0.1, 1]).observe(0.5, { route: "/a" });
    expect(await registry.text()).toBe(
      [
        "# HELP requests_total All requests.",
        "# TYPE requests_total counter",
        'requests_total{route="/a"} 3',
        'requests_total{route="/b"} 1',
        "# HELP depth Depth\\nof a \\\\ queue.",
        "# TYPE depth gauge",
        "depth -1.5",
        "# HELP wait_seconds Waiting.",
        "# TYPE wait_seconds histogram",
        'wait_seconds_bucket{route="/a",le="0.1"} 0',
        'wait_seconds_bucket{route="/a",le="1"} 1',
        'wait_seconds_bucket{route="/a",le="+Inf"} 1',
        'wait_seconds_sum{route="/a"} 0.5',
        'wait_seconds_count{route="/a"} 1',
        "",
      ].join("\n"),
    );
  });

  test("ASVS 16.4.1: a label's value cannot break out of its line", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('"', "\\", "\n", "n", "}", "é") }),
        async (value) => {
          const registry = createRegistry();
          registry.gauge("one", "One.").set(1, { value });
          const lines = (await registry.text()).split("\n");
          expect(lines).toHaveLength(4);
          const quoted =
            /^one\{value="((?:[^"\\]|\\\\|\\"|\\n)*)"\} 1$/u.exec(lines[2] ?? "")?.[1] ??
            "no match";
          expect(quoted.replaceAll(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c))).toBe(value);
        },
      ),
    );
  });

  test("a histogram's buckets rise, the last is the count, the sum is the sum", async () => {
    const bounds = [0.005, 0.05, 0.5, 5];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1 }),
        async (values) => {
          const registry = createRegistry();
          const histogram = registry.histogram("t_seconds", "T.", bounds);
          for (const value of values) histogram.observe(value);
          const text = await registry.text();
          const read = (name: string): number =>
            Number(
              text
                .split("\n")
                .find((line) => line.startsWith(`${name} `))
                ?.split(" ")[1],
            );
          for (const bound of bounds) {
            expect(read(`t_seconds_bucket{le="${bound}"}`)).toBe(
              values.filter((value) => value <= bound).length,
            );
          }
          expect(read('t_seconds_bucket{le="+Inf"}')).toBe(values.length);
          expect(read("t_seconds_count")).toBe(values.length);
          expect(read("t_seconds_sum")).toBeCloseTo(
            values.reduce((sum, value) => sum + value, 0),
            6,
          );
        },
      ),
    );
  });

  test("a reading that fails is left out and hides nothing else", async () => {
    const registry = createRegistry();
    registry.measured("gauge", "broken", "Broken.", () => Promise.reject(new Error("no database")));
    registry.measured("gauge", "whole", "Whole.", () => 7);
    expect(await registry.text()).toBe("# HELP whole Whole.\n# TYPE whole gauge\nwhole 7\n");
  });

  test("declaring a name twice, a bad name and a falling counter are bugs", () => {
    const registry = createRegistry();
    const counter = registry.counter("a_total", "A.");
    expect(() => registry.gauge("a_total", "A.")).toThrow(/twice/);
    expect(() => registry.gauge("a-b", "A.")).toThrow(/no metric name/);
    expect(() => registry.histogram("h", "H.", [1, 1])).toThrow(/must rise/);
    expect(() => counter.add({}, -1)).toThrow(/cannot fall/);
  });

  test("the platform's own families read their callbacks, and reading changes nothing", async () => {
    const registry = createRegistry();
    const stop = registerProcess(registry);
    registerPool(registry, () => ({ total: 5, idle: 3, waiting: 1 }));
    registerQueue(registry, () => ({ waiting: 4, oldestSeconds: 2, failed: 0 }));
    registerSequencer(registry, async () => ({ pending: 9, seconds: 0.2, aside: 1 }));
    const text = await registry.text();
    for (const line of [
      'plumbline_pool_connections{state="idle"} 3',
      'plumbline_pool_connections{state="busy"} 2',
      "plumbline_pool_waiting 1",
      "plumbline_queue_waiting 4",
      "plumbline_sequencer_set_aside 1",
      "plumbline_queue_lag_seconds 2",
      "plumbline_sequencer_pending 9",
      "plumbline_sequencer_lag_seconds 0.2",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d{6,}$/m);
    const names = (from: string): string[] =>
      from.split("\n").filter((line) => line.startsWith("#"));
    expect(names(await registry.text())).toEqual(names(text));
    stop();
  });
});
