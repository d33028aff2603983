import { renderNumber } from "./text.ts";
import type { Labels, Line } from "./text.ts";

export type Histogram = {
  readonly observe: (value: number, labels?: Labels) => void;
  readonly lines: () => readonly Line[];
};

type Held = { readonly labels: Labels; readonly counts: number[]; sum: number; count: number };

/** Upper bounds rise; the last bucket, +Inf, is added here and always equals the count. */
export const createHistogram = (buckets: readonly number[]): Histogram => {
  if (buckets.some((bound, at) => at > 0 && bound <= (buckets[at - 1] ?? 0)))
    throw new Error("histogram bounds must rise");
  const held = new Map<string, Held>();

  return {
    observe: (value, labels = {}) => {
      const key = JSON.stringify(labels);
      const one = held.get(key) ?? { labels, counts: buckets.map(() => 0), sum: 0, count: 0 };
      const at = buckets.findIndex((bound) => value <= bound);
      if (at >= 0) one.counts[at] = (one.counts[at] ?? 0) + 1;
      one.sum += value;
      one.count += 1;
      held.set(key, one);
    },
    lines: () => [...held.values()].flatMap((one) => linesOf(one, buckets)),
  };
};

const linesOf = ({ labels, counts, sum, count }: Held, buckets: readonly number[]): Line[] => {
  let below = 0;
  const lines: Line[] = buckets.map((bound, at) => {
    below += counts[at] ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le: renderNumber(bound) }, value: below };
  });
  lines.push({ suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count });
  lines.push({ suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: count });
  return lines;
};
