import { asked } from "#apps/beta/index";

export const alpha = asked;
