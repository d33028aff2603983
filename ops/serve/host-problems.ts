import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolders } from "#core/database";
import type { Mailer } from "#core/notify";
import { refuseBusyPort } from "../start/listen.ts";

/** Each answers what is wrong in sentences, and nothing when all is well: the caller wants all of them at once. */
export type Problems = Promise<readonly string[]>;

export const portProblems = (port: number, host: string): Problems =>
  said(() => refuseBusyPort(port, host));

export const mailProblems = async (mailer: Mailer | null): Problems =>
  mailer ? said(() => mailer.verify()) : [];

export const webClientProblems = async (webRoot: string): Problems =>
  existsSync(join(webRoot, "index.html"))
    ? []
    : [`The web client is not built: ${webRoot} holds none. Run npm run build.`];

export const dataFolderProblems = async (dataDir: string): Problems => {
  try {
    makeFolders(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return statSync(dataDir).isDirectory() ? [] : [`${dataDir} is no folder. Correct DATA_DIR.`];
  } catch (error) {
    return [
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). Give it to the user who runs Plumbline, or correct DATA_DIR.`,
    ];
  }
};

export const keyProblems = (keyFile: string, isNeeded: boolean): readonly string[] => {
  if (!existsSync(keyFile))
    return isNeeded
      ? [
          `The log's signing key ${keyFile} is missing, and the log goes on only with it. Restore it from a backup, or correct DATA_DIR.`,
        ]
      : [];
  const mode = statSync(keyFile).mode & 0o777;
  return (mode & 0o077) === 0
    ? []
    : [
        `The log's signing key ${keyFile} can be read by others (mode ${mode.toString(8)}). Run chmod 600 ${keyFile}.`,
      ];
};

export const said = async (run: () => Promise<unknown>): Problems => {
  try {
    await run();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};
