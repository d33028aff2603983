import { parseArgs } from "node:util";
import { migrate } from "#core/database";
import { reachDatabase } from "../serve/database.ts";
import type { Environment } from "../serve/settings-file.ts";
import { type MigrationState, readMigrationState } from "./state.ts";

/** `plumb migrate [--plan]` */
export const migrateCommand = (args: readonly string[], env: Environment): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: { plan: { type: "boolean" } } });
  return values.plan ? plan(env) : apply(env);
};

const plan = (env: Environment): Promise<number> =>
  reachDatabase(env, { make: false }, async (reached) => {
    if (!reached) {
      console.log("There is no database yet: plumb migrate makes it and applies every migration.");
      return 0;
    }
    const state = await readMigrationState(reached.urls.migration);
    for (const line of planned(state)) console.log(line);
    return state.faults.length > 0 ? 1 : 0;
  });

export const planned = ({ applied, pending, faults }: MigrationState): readonly string[] => {
  if (faults.length > 0) return faults;
  if (pending.length === 0)
    return [`Nothing to do: all ${applied} migrations are applied. Nothing was changed.`];
  return [
    `${pending.length} to apply, ${applied} applied:`,
    ...pending.flatMap(({ name, checksum, touches }) => [
      `  ${name}  sha256 ${checksum}`,
      ...touches.map(
        ({ table, rows, bytes }) =>
          `    changes ${table}, about ${rows} rows, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
      ),
    ]),
    "Nothing was changed. Make a backup, then apply them with plumb migrate.",
  ];
};

const apply = (env: Environment): Promise<number> =>
  reachDatabase(env, { make: true }, async (reached) => {
    const names = reached ? await migrate(reached.urls.migration) : [];
    for (const name of names) console.log(`Applied ${name}.`);
    if (names.length === 0) console.log("Nothing to do: every migration is applied.");
    return 0;
  });
