#!/usr/bin/env node
// The `plumb` command of the package: like the launcher, without the installing.
import { runPlumb } from "./launch/run.mjs";

const [command = "help", ...args] = process.argv.slice(2);
await runPlumb(command, args);
