// Runs on Node 20: it may be the only Node there is until the pinned one is installed. Plain JavaScript, no packages.
import { installMissing } from "./install.mjs";
import { runPlumb } from "./run.mjs";

const [command = "start", ...args] = process.argv.slice(2);
await installMissing();
await runPlumb(command, args);
