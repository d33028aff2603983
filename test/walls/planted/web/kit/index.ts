import type { Pool } from "pg";

export const button = 1;
export type Erased = Pool;
