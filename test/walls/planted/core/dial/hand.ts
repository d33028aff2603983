export const hand = 1;
export type Hand = typeof hand;
