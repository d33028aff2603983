import type { FormValue, FormValues } from "./form-fields.tsx";

export type Merged = {
  values: FormValues;
  /** Changed by the other side alone: taken over. */
  taken: readonly string[];
  /** Changed by both, and differently: mine stands until somebody chooses. */
  colliding: readonly string[];
};

/** What both sides began with, what I made of it, and what stands there now. */
export function merge(seen: FormValues, mine: FormValues, theirs: FormValues): Merged {
  const values = { ...mine };
  const taken: string[] = [];
  const colliding: string[] = [];
  for (const [name, theirValue] of Object.entries(theirs)) {
    if (isSame(mine[name], theirValue) || isSame(seen[name], theirValue)) continue;
    if (isSame(mine[name], seen[name])) {
      values[name] = theirValue;
      taken.push(name);
    } else colliding.push(name);
  }
  return { values, taken, colliding };
}

export function isSame(one: FormValue | undefined, other: FormValue | undefined): boolean {
  return JSON.stringify(one ?? "") === JSON.stringify(other ?? "");
}
