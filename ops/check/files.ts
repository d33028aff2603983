import { globSync } from "node:fs";
import { sep } from "node:path";

const foreign = ["node_modules", ".git", ".plumbline", "dist", "coverage"];
const planted = "test/walls/planted";

/** Our own files below a root, as sorted paths with forward slashes. */
export function listFiles(root: string, name: RegExp): string[] {
  const skip = (path: string) =>
    foreign.some((folder) => path === folder || path.endsWith(`/${folder}`)) || path === planted;
  const found = globSync("**/*", {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.isDirectory() && skip(relative(root, entry.parentPath, entry.name)),
  });
  return found
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(root, entry.parentPath, entry.name))
    .sort();
}

function relative(root: string, parent: string, name: string): string {
  const below = parent.slice(root.length).split(sep).filter(Boolean);
  return [...below, name].join("/");
}
