import { button } from "#kit";

export const known = button;
