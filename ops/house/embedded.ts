import { readFile } from "node:fs/promises";
import pg from "pg";
import type { Embedded } from "#core/database";
import type { DatabaseUrls } from "./urls.ts";

/** Roles and database of the embedded server; both may be there already. Answers the roles' addresses. */
export const prepareEmbedded = async (
  embedded: Pick<Embedded, "url" | "superuserUrl">,
  database = "plumbline",
): Promise<DatabaseUrls> => {
  const client = new pg.Client({ connectionString: embedded.superuserUrl("postgres") });
  await client.connect();
  try {
    await client.query(
      await readFile(new URL("../../migrations/roles.sql", import.meta.url), "utf8"),
    );
    const { rowCount } = await client.query("select from pg_database where datname = $1", [
      database,
    ]);
    if (rowCount === 0) {
      await client.query(
        `create database ${client.escapeIdentifier(database)} owner plumbline_owner`,
      );
    }
  } finally {
    await client.end();
  }
  return urlsOf(embedded, database);
};

export const urlsOf = ({ url }: Pick<Embedded, "url">, database = "plumbline"): DatabaseUrls => ({
  app: url("plumbline_app", database),
  system: url("plumbline_system", database),
  migration: url("plumbline_migrator", database),
});
