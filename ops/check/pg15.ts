import { startDebianPostgres } from "./debian-postgres.ts";
import { seconds } from "./run.ts";
import { runTests } from "./tests.ts";

/** The suite on the oldest PostgreSQL that Plumbline supports, as an installation with DATABASE_URL meets it. */
const begun = performance.now();
const leftOut = {
  "core/database/embedded/**": "they start and kill the embedded server itself",
};

const { superuserUrl, stop } = await startDebianPostgres(console.log);
try {
  process.env["TEST_SUPERUSER_URL"] = superuserUrl;
  console.log(
    "The unit project runs on PostgreSQL 15; the browser project looks at pages only and is left out.",
  );
  for (const [pattern, why] of Object.entries(leftOut))
    console.log(`Left out: ${pattern}, ${why}.`);
  const { passed, failed } = await runTests([
    "--project=unit",
    ...Object.keys(leftOut).map((pattern) => `--exclude=${pattern}`),
    ...process.argv.slice(2),
  ]);
  console.log(`\nall together ${seconds(begun)}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await stop();
}
