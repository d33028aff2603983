import { findChromium } from "../../test/browser/chromium.ts";
import { runChecks } from "./checks.ts";
import { buildClient } from "./client.ts";
import { seconds } from "./run.ts";
import { runTests, type Count } from "./tests.ts";

const start = performance.now();
const filters = process.argv.slice(2);
const counts: Omit<Count, "skipped">[] = [];

if (filters.length > 0) {
  console.log("A filter was given: only the tests that fit it run, and no checks.");
} else {
  await phase("checks", () => runChecks(console.log));
}
await phase("browser", prepareBrowser);
await phase("client", prepareClient);
await phase("tests", async () => {
  const count = await runTests(filters);
  if (count.skipped > 0) console.log(`${count.skipped} tests were skipped; they prove nothing`);
  if (count.passed === 0) console.log("No test passed; read above why, or check the filter.");
  return count;
});

const sum = (key: "passed" | "failed") => counts.reduce((total, count) => total + count[key], 0);
console.log(`\nall together ${seconds(start)}`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") > 0 ? 1 : 0;

async function phase(name: string, work: () => Promise<(typeof counts)[number]>): Promise<void> {
  const begun = performance.now();
  console.log(`\n== ${name}`);
  counts.push(await work());
  console.log(`== ${name}: ${seconds(begun)}`);
}

async function prepareBrowser(): Promise<(typeof counts)[number]> {
  try {
    const { executablePath } = await findChromium(console.log);
    console.log(`using ${executablePath}`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1 };
  }
}

async function prepareClient(): Promise<(typeof counts)[number]> {
  const { code, output, built } = await buildClient();
  console.log(built ? output.trim() || "built" : output || "unchanged since the last build");
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}
