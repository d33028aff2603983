import { commands } from "./commands.ts";

const [first = "", second = "", ...others] = process.argv.slice(2);
const two = `${first} ${second}`;
const [command, args] =
  two in commands ? [two, others] : [first, [second, ...others].filter((arg) => arg !== "")];

process.exitCode = await run(command, args);

async function run(name: string, rest: readonly string[]): Promise<number> {
  try {
    switch (name) {
      case "start":
        return await (await import("./start/start.ts")).start(process.env);
      case "bench":
        return await (await import("./bench/bench.ts")).benchCommand(rest);
      case "backup":
        return await (await import("./backup/backup.ts")).backupCommand(rest, process.env);
      case "backup key":
        return await (await import("./backup/backup.ts")).keyCommand(rest);
      case "backup verify":
        return await (await import("./backup/commands.ts")).verifyCommand(rest);
      case "restore":
        return await (await import("./backup/commands.ts")).restoreCommand(rest, process.env);
      case "schema check":
        return await (await import("./schema/commands.ts")).checkSchemaCommand(process.env);
      case "schema types":
        return await (await import("./schema/commands.ts")).writeTypesCommand(process.env);
      case "log export":
        return await (await import("./log/export.ts")).exportCommand(rest, process.env);
      case "log verify":
        return await (await import("./log/verify.ts")).verifyCommand(rest);
      case "person erase":
        return await (await import("./person/erase.ts")).eraseCommand(rest, process.env);
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
    console.log(`  ${key.padEnd(14)} ${summary}`);
  return name === "help" || name === "--help" ? 0 : 2;
}
