import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root, runToEnd } from "./run.mjs";

/** Makes node_modules agree with package-lock.json; a failure ends the process with a sentence. */
export async function installMissing() {
  if (installedMatchesLockfile()) return;
  console.log("Installing the packages that package-lock.json names (once, about a minute) ...");
  const { command, args } = npmCommand();
  // A production setting would leave out what builds the web client; a strict engine check would refuse the Node that starts us.
  const flags = [
    "ci",
    "--no-audit",
    "--no-fund",
    "--include=dev",
    "--engine-strict=false",
    "--loglevel=error",
  ];
  const code = await runToEnd(command, [...args, ...flags], { cwd: root });
  if (code === 0) return;
  console.error(
    code === undefined
      ? "npm was not found, so the packages cannot be installed. Install npm, then start again."
      : "The packages could not be installed. Read npm's message above, check the network and the registry, then start again.",
  );
  process.exit(code !== undefined && code > 128 ? code : 1);
}

function installedMatchesLockfile() {
  // npm writes this file last, so an interrupted installation has none.
  const written = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(written)) return false;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(written);
  const same = (path) =>
    wanted[path]?.version === installed[path]?.version &&
    wanted[path]?.integrity === installed[path]?.integrity;
  const nothingMissing = Object.keys(wanted).every(
    (path) => path === "" || wanted[path].optional || same(path),
  );
  return nothingMissing && Object.keys(installed).every(same);
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages ?? {};
}

function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && basename(running) === "npm-cli.js")
    return { command: process.execPath, args: [running] };
  return { command: "npm", args: [] };
}
