import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Taken = {
  readonly args: readonly string[];
  readonly env: Environment;
  readonly faults: readonly string[];
};

/** Takes `--settings FILE` out of a command's arguments. What the environment says itself goes before the file. */
export const takeSettings = (args: readonly string[], env: Environment): Taken => {
  const at = args.findIndex((arg) => arg === "--settings" || arg.startsWith("--settings="));
  if (at < 0) return { args, env, faults: [] };
  const joined = args[at]?.split("=").slice(1).join("=");
  const file = joined || args[at + 1];
  const rest = args.toSpliced(at, joined ? 1 : 2);
  if (!file) return { args: rest, env, faults: ["Say which file: --settings FILE"] };
  const { values, faults } = readSettingsFile(file);
  return { args: rest, env: { ...values, ...env, SETTINGS_FILE: file }, faults };
};

const readSettingsFile = (
  file: string,
): { values: Record<string, string | undefined>; faults: string[] } => {
  try {
    const { mode } = statSync(file);
    const values = parseEnv(readFileSync(file, "utf8"));
    // A secret that others could read counts as known to them; the values are still read, to name every other problem too.
    const faults =
      (mode & 0o077) === 0
        ? []
        : [
            `The settings file ${file} can be read by others (mode ${(mode & 0o777).toString(8)}). Run chmod 600 ${file} and replace its secrets.`,
          ];
    return { values, faults };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      values: {},
      faults: [
        code === "ENOENT"
          ? `There is no settings file ${file}. Make one with plumb init, or correct the name.`
          : `The settings file ${file} cannot be read (${code}). Give it to the user who runs Plumbline, with mode 600.`,
      ],
    };
  }
};
