export { databaseOver } from "./kysely.ts";
export type { Database } from "./kysely.ts";
export { migrate, readMigrations } from "./migrate.ts";
export type { Migration } from "./migrate.ts";
export { checkSchema, schemaRules } from "./check/index.ts";
export { generateSchema } from "./generate.ts";
export { createPool } from "./pool.ts";
export type { Pool, PoolClient } from "./pool.ts";
export type { Schema } from "./schema.ts";
export { makeFolders } from "./embedded/make-folders.ts";
export { startEmbedded } from "./embedded/index.ts";
export type { Embedded } from "./embedded/index.ts";
export { embeddedFolder, runningEmbedded } from "./embedded/running.ts";
export { refuseStrongRole } from "./roles.ts";
export { together } from "./together.ts";
export { TooBusy, turnsOf } from "./turns.ts";
export { inOneAnswer } from "./in-one-answer.ts";
export {
  beginOf,
  openingOf,
  plain,
  isStatement,
  ordered,
  prepared,
  statement,
} from "./statement.ts";
export type { Statement } from "./statement.ts";
