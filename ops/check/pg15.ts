import { startDebianPostgres } from "./debian-postgres.ts";
import { listFiles } from "./files.ts";
import { root, seconds } from "./run.ts";
import { runTests } from "./tests.ts";

const begun = performance.now();
const filters = process.argv.slice(2);
const leftOut = /^(?:core\/database\/embedded|test\/guides)\//;

/** By name, since a project's own exclusions go before those of the command line. */
const files = listFiles(root, /\.test\.tsx?$/).filter((file) => !leftOut.test(file));

/** The suite on the oldest PostgreSQL that Plumbline supports, as an installation with DATABASE_URL meets it. */
const { superuserUrl, stop } = await startDebianPostgres(console.log);
try {
  process.env["TEST_SUPERUSER_URL"] = superuserUrl;
  console.log(
    [
      "The unit project runs on PostgreSQL 15. Left out: core/database/embedded and test/guides, which start the embedded",
      "server itself, and the browser project, which looks at pages only.",
    ].join("\n"),
  );
  const { passed, failed } = await runTests([
    "--project=unit",
    ...(filters.length > 0 ? filters : files),
  ]);
  console.log(`\nall together ${seconds(begun)}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await stop();
}
