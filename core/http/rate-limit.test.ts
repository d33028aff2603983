import { describe, expect, test } from "vitest";
import { Failure } from "#core/operation";
import { createRateLimit, limitKey } from "./rate-limit.ts";

const refusal = (take: () => void): Failure | null => {
  try {
    take();
    return null;
  } catch (error) {
    return error instanceof Failure ? error : null;
  }
};

describe("ASVS 6.3.1: attempts are counted", () => {
  test("the limit holds for a minute and for one key", () => {
    let at = 0;
    const limit = createRateLimit(2, "Wait.", { now: () => at });
    limit.take("a");
    limit.take("a");
    expect(refusal(() => limit.take("a"))?.retryAfterSeconds).toBe(60);
    limit.take("b");
    at = 59_001;
    expect(refusal(() => limit.take("a"))?.retryAfterSeconds).toBe(1);
    at = 60_000;
    expect(refusal(() => limit.take("a"))).toBeNull();
  });

  test("the number of callers remembered is bounded and the oldest make room", () => {
    let at = 0;
    const limit = createRateLimit(1, "Wait.", { now: () => at++, capacity: 3 });
    for (const key of ["a", "b", "c", "d"]) limit.take(key);
    expect(refusal(() => limit.take("d"))).not.toBeNull();
    expect(refusal(() => limit.take("a"))).toBeNull();
  });

  test("0 switches the limit off", () => {
    const limit = createRateLimit(0, "Wait.");
    for (let n = 0; n < 5000; n++) expect(refusal(() => limit.take("a"))).toBeNull();
  });

  test.each([
    ["10.1.2.3", "10.1.2.3"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ])("%s counts as %s", (address, key) => {
    expect(limitKey(address)).toBe(key);
  });
});
