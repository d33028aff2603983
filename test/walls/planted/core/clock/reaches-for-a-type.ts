import type { Hand } from "../dial/hand.ts";

export type Known = Hand;
