import { parseArgs } from "node:util";
import { reachDatabase } from "../serve/database.ts";
import { said } from "../serve/host-problems.ts";
import type { Environment } from "../serve/settings-file.ts";
import { readServeSettings } from "../serve/settings.ts";
import { checkDatabase } from "./database-checks.ts";
import { checkHost } from "./host-checks.ts";
import { type Check, judge } from "./judge.ts";

/** `plumb doctor [--json]`: looks at this host and installation, changes nothing, and ends with 1 when something is wrong. */
export const doctorCommand = async (
  args: readonly string[],
  env: Environment,
  fileFaults: readonly string[],
): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean" } } });
  const checks = await examine(env, fileFaults);
  const isWell = checks.every(({ state }) => state !== "fault");
  if (values.json) console.log(JSON.stringify({ ok: isWell, checks }));
  else for (const line of checks.flatMap(linesOf)) console.log(line);
  return isWell ? 0 : 1;
};

const examine = async (env: Environment, fileFaults: readonly string[]): Promise<Check[]> => {
  const { settings, faults } = readServeSettings(env);
  const checks = [
    judge("settings", "every setting is readable and filled in", [...fileFaults, ...faults]),
    ...(await checkHost(settings, env)),
  ];
  const unreachable = await said(() =>
    reachDatabase(env, { make: false }, async (reached) => {
      checks.push(
        ...(reached
          ? await checkDatabase(reached)
          : [judge("database", "", ["There is no database yet. Run plumb migrate."])]),
      );
    }),
  );
  if (unreachable.length > 0) checks.push(judge("database", "", unreachable));
  return checks;
};

const marks = { ok: "ok     ", warning: "warning", fault: "FAULT  " };

const linesOf = ({ name, state, says }: Check): string[] => {
  const [first = "", ...more] = says;
  return [
    `${marks[state]} ${name.padEnd(14)} ${first}`,
    ...more.map((line) => `${" ".repeat(23)}${line}`),
  ];
};
