import type { clock } from "#core/clock";

export { hand } from "./hand.ts";
export type Shown = typeof clock;
