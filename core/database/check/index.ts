import pg from "pg";
import { functionRules } from "./functions.ts";
import { grantRules } from "./grants.ts";
import type { Rule } from "./rule.ts";
import { tableRules } from "./tables.ts";

export const schemaRules: readonly Rule[] = [...tableRules, ...grantRules, ...functionRules];

/** Proves the rules of the house over the catalogue, for every table there is and ever will be. */
export const checkSchema = async (url: string): Promise<readonly string[]> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: "plumbline-schema-check",
  });
  await client.connect();
  try {
    const faults: string[] = [];
    for (const { name, sql, values } of schemaRules) {
      const { rows } = await client.query<{ fault: string }>(sql, values ? [...values] : []);
      faults.push(...rows.map(({ fault }) => `${name}: ${fault}`));
    }
    return faults;
  } finally {
    await client.end();
  }
};
