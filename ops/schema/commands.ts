import { writeFile } from "node:fs/promises";
import { checkSchema, generateSchema } from "#core/database";
import { withDatabase } from "../house/with-database.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const checkSchemaCommand = (env: Environment): Promise<number> =>
  withDatabase(env, async ({ migration }) => {
    const faults = await checkSchema(migration);
    for (const fault of faults) console.error(fault);
    console.log(
      faults.length === 0
        ? "Every table obeys the rules of the house."
        : `${faults.length} faults.`,
    );
    return faults.length === 0 ? 0 : 1;
  });

export const writeTypesCommand = (env: Environment): Promise<number> =>
  withDatabase(env, async ({ migration }) => {
    await writeFile(
      new URL("../../core/database/schema.ts", import.meta.url),
      await generateSchema(migration),
    );
    console.log("Wrote core/database/schema.ts.");
    return 0;
  });
