import { checkSchema } from "#core/database";

/** Plumbline does not start on a database that breaks a rule of the house: a wall with a hole is no wall. */
export const refuseBrokenSchema = async (url: string): Promise<void> => {
  const faults = await checkSchema(url);
  if (faults.length > 0)
    throw new Error(
      `The database breaks rules that keep organisations apart:\n${faults.map((fault) => `  ${fault}`).join("\n")}\nRestore the schema with a migration; Plumbline does not start until then.`,
    );
};
