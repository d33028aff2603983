import { isIPv6 } from "node:net";
import { Failure } from "#core/operation";

export type RateLimit = {
  /** Throws too_many when the caller has used up the minute. */
  readonly take: (key: string) => void;
};

const windowMs = 60_000;

/** A fixed window in memory. The map is bounded: when it is full, the oldest window makes room. */
export const createRateLimit = (
  limit: number,
  sentence: string,
  {
    now = Date.now,
    capacity = 20_000,
  }: { readonly now?: () => number; readonly capacity?: number } = {},
): RateLimit => {
  const windows = new Map<string, { until: number; used: number }>();
  if (limit === 0) return { take: () => undefined };

  return {
    take: (key) => {
      const at = now();
      let window = windows.get(key);
      if (window === undefined || window.until <= at) {
        // Deleted first, so that the map's order stays the order in which windows end.
        windows.delete(key);
        if (windows.size >= capacity) windows.delete(windows.keys().next().value ?? key);
        window = { until: at + windowMs, used: 0 };
        windows.set(key, window);
      }
      window.used += 1;
      if (window.used <= limit) return;
      throw new Failure("too_many", sentence, {
        retryAfterSeconds: Math.max(1, Math.ceil((window.until - at) / 1000)),
      });
    },
  };
};

/** One household or server usually holds a whole IPv6 /64, so that is what counts as one address. */
export const limitKey = (address: string): string => {
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const missing = address.includes("::") ? Math.max(0, 8 - before.length - after.length) : 0;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
};
