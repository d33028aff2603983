import { Pool } from "pg";

export const rows = new Pool();
