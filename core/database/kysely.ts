import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import type { PoolClient } from "pg";
import type { Schema } from "./schema.ts";

/** Typed queries over one connection whose transaction the operation layer has begun and will end. */
export type Database = Kysely<Schema>;

const perConnection = new WeakMap<PoolClient, Database>();

export const databaseOver = (client: PoolClient): Database => {
  const known = perConnection.get(client);
  if (known) return known;
  const connection = connectionOver(client);
  const database = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        releaseConnection: async () => {},
        destroy: async () => {},
      }),
    },
  });
  perConnection.set(client, database);
  return database;
};

const connectionOver = (client: PoolClient): DatabaseConnection => ({
  executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
    const result = await client.query(query.sql, [...query.parameters]);
    return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
  },
  streamQuery: () => {
    throw new Error("Read page by page: a pipelined connection has no cursors.");
  },
});

const refuse = async (): Promise<never> => {
  throw new Error("The operation layer alone begins and ends transactions.");
};
