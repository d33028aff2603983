import { commands } from "./commands.ts";
import { takeSettings } from "./serve/settings-file.ts";

const [first = "", second = "", ...others] = process.argv.slice(2);
const two = `${first} ${second}`;
const [command, args] =
  two in commands ? [two, others] : [first, [second, ...others].filter((arg) => arg !== "")];

process.exitCode = await run(command, args);

async function run(name: string, given: readonly string[]): Promise<number> {
  try {
    const { args: rest, env, faults } = takeSettings(given, process.env);
    // These two name every problem there is, not only the first.
    if (faults.length > 0 && name !== "serve" && name !== "doctor")
      throw new Error(faults.join("\n"));
    switch (name) {
      case "start":
        return await (await import("./start/start.ts")).start(env);
      case "serve":
        return await (await import("./serve/serve.ts")).serveCommand(rest, env, faults);
      case "init":
        return await (await import("./init/init.ts")).initCommand(rest);
      case "migrate":
        return await (await import("./migrate/migrate.ts")).migrateCommand(rest, env);
      case "doctor":
        return await (await import("./doctor/doctor.ts")).doctorCommand(rest, env, faults);
      case "organization create":
        return await (await import("./organization/create.ts")).createCommand(rest, env);
      case "bench":
        return await (await import("./bench/bench.ts")).benchCommand(rest);
      case "backup":
        return await (await import("./backup/backup.ts")).backupCommand(rest, env);
      case "backup key":
        return await (await import("./backup/backup.ts")).keyCommand(rest);
      case "backup prune":
        return await (await import("./backup/prune.ts")).pruneCommand(rest);
      case "backup verify":
        return await (await import("./backup/commands.ts")).verifyCommand(rest);
      case "restore":
        return await (await import("./backup/commands.ts")).restoreCommand(rest, env);
      case "sbom":
        return await (await import("./sbom/command.ts")).sbomCommand(rest);
      case "advisories update":
        return await (await import("./check/advisories-update.ts")).updateCommand(rest);
      case "schema check":
        return await (await import("./schema/commands.ts")).checkSchemaCommand(env);
      case "schema draft":
        return (await import("./records/commands.ts")).draftCommand(rest);
      case "machines lock":
        return (await import("./records/commands.ts")).lockCommand();
      case "schema types":
        return await (await import("./schema/commands.ts")).writeTypesCommand(env);
      case "log export":
        return await (await import("./log/export.ts")).exportCommand(rest, env);
      case "log verify":
        return await (await import("./log/verify.ts")).verifyCommand(rest);
      case "person reset":
        return await (await import("./person/reset.ts")).resetCommand(rest, env);
      case "log mend":
        return await (await import("./log/mend.ts")).mendCommand(rest, env);
      case "person erase":
        return await (await import("./person/erase.ts")).eraseCommand(rest, env);
      default:
        return help(name);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

function help(name: string): number {
  if (name !== "" && name !== "help" && name !== "--help")
    console.error(`There is no command “${name}”.`);
  console.log("plumb COMMAND\n");
  for (const [key, { summary }] of Object.entries(commands))
    console.log(`  ${key.padEnd(20)} ${summary}`);
  return name === "help" || name === "--help" ? 0 : 2;
}
