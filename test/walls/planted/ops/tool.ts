import { alpha } from "#apps/alpha";
import { hand } from "#core/dial";

export const tool = [alpha, hand];
