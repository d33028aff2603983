import pg from "pg";

/** One session and no pool: a lost connection must end the work, not go on outside of its transaction. */
export type Connection = pg.Client;

export const withConnection = async <T>(
  url: string,
  name: string,
  run: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: url, application_name: name });
  // A cut connection fails the query that is under way, which says so; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(exactTexts);
    return await run(client);
  } finally {
    await client.end();
  }
};

/** Values as texts that mean the same everywhere; and an error instead of rows that a policy hides. */
const exactTexts = `set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set client_encoding = 'UTF8'; set row_security = off; set statement_timeout = 0;
  set idle_in_transaction_session_timeout = 0; set search_path = public, pg_temp`;

/** The lock that migrations run under: a backup shares it, so that a migration waits until the snapshot is written. */
export const migrationLock = 7212021;
