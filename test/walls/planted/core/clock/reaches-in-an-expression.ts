export type Known = import("../dial/hand.ts").Hand;
