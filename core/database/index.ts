export { databaseOver } from "./kysely.ts";
export type { Database } from "./kysely.ts";
export { migrate, readMigrations } from "./migrate.ts";
export type { Migration } from "./migrate.ts";
export { createPool } from "./pool.ts";
export type { Pool, PoolClient } from "./pool.ts";
export type { Schema } from "./schema.ts";
export { isStatement, prepared, statement } from "./statement.ts";
export type { Statement } from "./statement.ts";
