import { recordPages } from "#kit";
import { capaAction } from "./capa/action.ts";
import { capa } from "./capa/capa.ts";

export const pages = recordPages([
  { type: capa, entry: { icon: "review", key: "c" } },
  { type: capaAction },
]);
