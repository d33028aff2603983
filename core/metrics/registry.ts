import { renderFamilies } from "./text.ts";
import type { Family, Labels } from "./text.ts";
import { createHistogram } from "./histogram.ts";
import type { Histogram } from "./histogram.ts";

export type { Histogram } from "./histogram.ts";

export type Counter = { readonly add: (labels?: Labels, by?: number) => void };
export type Gauge = { readonly set: (value: number, labels?: Labels) => void };
export type Sample = { readonly value: number; readonly labels?: Labels };

type Reading = number | readonly Sample[];

export type Registry = {
  readonly counter: (name: string, help: string) => Counter;
  readonly gauge: (name: string, help: string) => Gauge;
  readonly histogram: (name: string, help: string, buckets: readonly number[]) => Histogram;
  /** A gauge or counter that is asked for its value only when somebody reads; a reading that throws is left out. */
  readonly measured: (
    type: "counter" | "gauge",
    name: string,
    help: string,
    read: () => Reading | Promise<Reading>,
  ) => void;
  readonly text: () => Promise<string>;
};

type Source = () => Promise<Family>;

export const createRegistry = (): Registry => {
  const sources = new Map<string, Source>();

  const add = (name: string, source: Source): void => {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is no metric name`);
    if (sources.has(name)) throw new Error(`the metric ${name} is declared twice`);
    sources.set(name, source);
  };

  const series = (
    type: "counter" | "gauge",
    name: string,
    help: string,
  ): Map<string, Required<Sample>> => {
    const held = new Map<string, Required<Sample>>();
    add(name, async () => ({ name, help, type, lines: [...held.values()] }));
    return held;
  };

  return {
    counter: (name, help) => {
      const held = series("counter", name, help);
      return {
        add: (labels = {}, by = 1) => {
          if (by < 0) throw new Error(`the counter ${name} cannot fall`);
          const key = JSON.stringify(labels);
          held.set(key, { labels, value: (held.get(key)?.value ?? 0) + by });
        },
      };
    },
    gauge: (name, help) => {
      const held = series("gauge", name, help);
      return {
        set: (value, labels = {}) => void held.set(JSON.stringify(labels), { labels, value }),
      };
    },
    histogram: (name, help, buckets) => {
      const histogram = createHistogram(buckets);
      add(name, async () => ({ name, help, type: "histogram", lines: histogram.lines() }));
      return histogram;
    },
    measured: (type, name, help, read) =>
      add(name, async () => ({ name, help, type, lines: await linesOf(read) })),
    text: async () =>
      renderFamilies(await Promise.all([...sources.values()].map((source) => source()))),
  };
};

const linesOf = async (read: () => Reading | Promise<Reading>): Promise<Family["lines"]> => {
  try {
    const reading = await read();
    const samples = typeof reading === "number" ? [{ value: reading }] : reading;
    return samples.map(({ value, labels = {} }) => ({ value, labels }));
  } catch {
    // A dead database must not hide the process metrics that explain it; an absent series is what alerts look for.
    return [];
  }
};
