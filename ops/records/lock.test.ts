import { describe, expect, it } from "vitest";
import type { RecordType } from "#core/records";
import { apps } from "../house/apps.ts";
import { faultsOfLock, readLock, withNew } from "./lock.ts";

const types = apps.flatMap(({ records = [] }) => records);
const lock = withNew({}, types);
const [first] = types;
if (!first) throw new Error("No app declares a record type.");
const others = types.slice(1);

/** The same type with its first state changed. */
const changed = (change: object, type: RecordType = first): RecordType => {
  const [name = ""] = Object.keys(type.states);
  return {
    ...type,
    states: { ...type.states, [name]: { ...type.states[name], ...change } } as never,
  };
};

describe("the lock of machines", () => {
  it("holds every machine of this version", () => {
    expect(faultsOfLock(readLock(), types)).toEqual([]);
  });

  it("finds a machine that changed without a new version", () => {
    expect(faultsOfLock(lock, [changed({ demands: ["planted"] }), ...others])).toEqual([
      expect.stringMatching(/version 1 has changed .* raise "version"/),
    ]);
  });

  it.each([
    [
      "another first state",
      { states: Object.fromEntries(Object.entries(first.states).toReversed()) },
    ],
    ["another meaning of a signature", { signatures: { planted: { means: "Seen", covers: [] } } }],
  ])("finds %s", (_, change) => {
    expect(faultsOfLock(lock, [{ ...first, ...change }, ...others])).toHaveLength(1);
  });

  it("lets words and looks be mended", () => {
    expect(faultsOfLock(lock, [changed({ label: "Asked for", tone: "risk" }), ...others])).toEqual(
      [],
    );
  });

  it("finds a version and a type that vanished", () => {
    expect(faultsOfLock(lock, others)).toEqual([expect.stringContaining("has vanished")]);
    expect(faultsOfLock(lock, [{ ...first, version: 2 }, ...others])).toEqual([
      expect.stringContaining("version 1 of its machine has vanished"),
      expect.stringContaining("version 2 of its machine is not locked yet"),
    ]);
  });

  it("takes up new versions and never rewrites a locked one", () => {
    const next = { ...changed({ demands: ["planted"] }), version: 2, earlier: [first] };
    const taken = withNew(lock, [next, ...others]);
    expect(faultsOfLock(taken, [next, ...others])).toEqual([]);
    expect(withNew(lock, [changed({ demands: ["planted"] }), ...others])).toEqual(lock);
  });
});
