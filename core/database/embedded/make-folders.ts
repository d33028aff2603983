import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it; answers the first that was new. Node's own recursive form never comes back where the
 * kernel says of a present folder that it is missing, as it does below /proc.
 */
export const makeFolders = (folder: string, mode = 0o755): string | undefined => {
  if (existsSync(folder)) return undefined;
  const above = dirname(folder);
  const first = above === folder ? undefined : makeFolders(above, mode);
  mkdirSync(folder, { mode });
  return first ?? folder;
};
