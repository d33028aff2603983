import fc from "fast-check";
import { expect, test } from "vitest";
import { merge } from "./merge.ts";

test("what only the other side changed is taken over, what both changed is asked", () => {
  const seen = { title: "A", plan: "Old", causes: ["method"] };
  const mine = { title: "Mine", plan: "Old", causes: ["method", "people"] };
  const theirs = { title: "Theirs", plan: "New", causes: ["method"] };
  expect(merge(seen, mine, theirs)).toEqual({
    values: { title: "Mine", plan: "New", causes: ["method", "people"] },
    taken: ["plan"],
    colliding: ["title"],
  });
});

const values = fc.record({ a: fc.constantFrom("", "x", "y"), b: fc.constantFrom("", "x", "y") });

test("nothing typed is ever lost, and without a collision both changes stand", () => {
  fc.assert(
    fc.property(values, values, values, (seen, mine, theirs) => {
      const merged = merge(seen, mine, theirs);
      for (const name of ["a", "b"] as const) {
        if (mine[name] !== seen[name]) expect(merged.values[name]).toBe(mine[name]);
        else expect(merged.values[name]).toBe(theirs[name]);
      }
    }),
  );
});
