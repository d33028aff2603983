import { parseArgs } from "node:util";
import pg from "pg";
import { withDatabase } from "../house/with-database.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** For the right to be forgotten: names, addresses and credentials go, ids and what was done stay, and the log verifies. */
export const eraseCommand = (args: readonly string[], env: Environment): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: { username: { type: "string" } } });
  const { username } = values;
  if (!username) throw new Error("Say whom: plumb person erase --username NAME");
  return withDatabase(env, async ({ app }) => {
    const client = new pg.Client({ connectionString: app });
    await client.connect();
    try {
      const { rows } = await client.query<{ id: string }>("select id from person_by_username($1)", [
        username,
      ]);
      if (!rows[0]) throw new Error(`Nobody has the user name ${username}. Nothing was changed.`);
      await client.query("begin");
      await client.query(
        `select set_config('plumb.context', '{"kind":"console","operation":"identity.erasePerson"}', true)`,
      );
      await client.query("select person_erase($1)", [rows[0].id]);
      await client.query("commit");
      console.log(
        `${username} is erased. The log keeps what was done, and says that it withholds who did it.`,
      );
      return 0;
    } finally {
      await client.end();
    }
  });
};
