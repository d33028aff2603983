import { button } from "#kit";

export const board = button;
