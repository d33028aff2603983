import { board } from "#apps/alpha/browser";
import { button } from "#kit";

export const page = [board, button];
