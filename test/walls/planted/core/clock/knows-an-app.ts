import { alpha } from "#apps/alpha";

export const known = alpha;
