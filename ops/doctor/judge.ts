/** What was looked at and how it is; a fault's or warning's sentences say how to mend it. */
export type Check = {
  readonly name: string;
  readonly state: "ok" | "warning" | "fault";
  readonly says: readonly string[];
};

export const judge = (name: string, well: string, faults: readonly string[]): Check =>
  faults.length === 0
    ? { name, state: "ok", says: [well] }
    : { name, state: "fault", says: faults };

/** Worth knowing, and no reason to stop. */
export const advise = (name: string, well: string, warnings: readonly string[]): Check =>
  warnings.length === 0
    ? { name, state: "ok", says: [well] }
    : { name, state: "warning", says: warnings };
