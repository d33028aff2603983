import { hand } from "#core/dial";

export const clock = hand;
