import { runChecks } from "./checks.ts";
import { seconds } from "./run.ts";

const start = performance.now();
const { passed, failed } = await runChecks(console.log);
console.log(`\n${passed} passed, ${failed} failed in ${seconds(start)}`);
process.exitCode = failed > 0 ? 1 : 0;
