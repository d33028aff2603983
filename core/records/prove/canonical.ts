import type { Machine } from "../declare/machine.ts";
import { initialState } from "../declare/type.ts";

/**
 * What a machine decides, in one spelling: states, steps, signatures and the names of rules, in the order of their names.
 * How it looks and what its buttons say is left out, so that a word can be mended without a new version.
 */
export const canonicalMachine = (machine: Machine): string =>
  JSON.stringify(
    sorted({
      begins: initialState(machine),
      states: machine.states,
      signatures: machine.signatures,
    }),
  );

const looks = new Set(["label", "tone", "verb"]);

const sorted = (value: unknown): unknown => {
  // Every list of a machine is a set of names.
  if (Array.isArray(value)) return value.map(String).toSorted((a, b) => (a < b ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => one !== undefined && !(looks.has(key) && typeof one === "string"))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
};
