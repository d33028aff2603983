import { rows } from "../queries.ts";

export const shown = rows;
