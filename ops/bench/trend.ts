/** What two processes hold at one moment: bytes of their own memory, bytes of JavaScript heap, open descriptors. */
export type Footprint = Readonly<Record<string, number>>;

const mostGrowth = 0.1;

/** What may grow by itself. V8 takes memory in large steps and gives it back late, so its heap is the sharper measure. */
const allowance = (name: string): number => {
  if (name.endsWith("descriptors")) return 8;
  return (name === "server memory" ? 64 : 16) * 2 ** 20;
};

/**
 * Flat, or what grew. The first third warms up. What is in use goes up and down, so the floors of the other two thirds are
 * compared: the later may lie a tenth above the earlier, and the allowance more.
 */
export const growthIn = (samples: readonly Footprint[]): readonly string[] => {
  const third = Math.floor(samples.length / 3);
  const earlier = samples.slice(third, 2 * third);
  const later = samples.slice(2 * third);
  if (third < 3) return ["There are too few samples to see a trend. Let it run for longer."];
  return Object.keys(samples[0] ?? {}).flatMap((name) => {
    const [before, after] = [floorOf(earlier, name), floorOf(later, name)];
    return after <= before * (1 + mostGrowth) + allowance(name)
      ? []
      : [`${name} grew from ${before} to ${after} between the second and the last third.`];
  });
};

const floorOf = (samples: readonly Footprint[], name: string): number =>
  Math.min(...samples.map((sample) => sample[name] ?? Infinity));
