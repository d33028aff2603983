import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOrCreateLogKey } from "#core/log";
import { cloneDatabase } from "../../test/harness.ts";
import { exportCommand } from "./export.ts";
import { verifyFile } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "log-export-"));
const { urls, superuserUrl, drop } = await cloneDatabase();
const env = {
  DATABASE_URL: urls.app,
  SYSTEM_DATABASE_URL: urls.system,
  MIGRATION_DATABASE_URL: urls.migration,
  DATA_DIR: folder,
};
const acme = "0198f1a0-0000-7000-8000-00000000a001";

beforeAll(async () => {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`insert into organization (id, name, zone) values ($1, 'Acme', 'UTC')`, [
    acme,
  ]);
  await client.query(
    "insert into scope (org_id, id, kind, name, path) values ($1, $1, 'organisation', 'Acme', array[$1::uuid])",
    [acme],
  );
  await client.end();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await drop();
});

test("without the installation's key nothing is exported, and no new key is made", async () => {
  const out = join(folder, "acme.log");
  await expect(exportCommand(["--org", "Acme", "--out", out], env)).rejects.toThrow(
    /log.key.*Export where Plumbline runs/,
  );
  await expect(exportCommand(["--org", "Acme"], env)).rejects.toThrow(/Say whose log goes where/);
});

test("Part 11 11.10(b): plumb log export writes a file that verifies, for its owner only, with the export itself as an entry", async () => {
  loadOrCreateLogKey(join(folder, "log.key"));
  const out = join(folder, "acme.log");
  for (const org of ["Acme", acme]) {
    expect(await exportCommand(["--org", org, "--out", out], env)).toBe(0);
    expect(await verifyFile(out)).toMatchObject({ ok: true });
  }
  const text = readFileSync(out, "utf8");
  expect(text.match(/"type":"log.exported"/g)).toHaveLength(2);
  expect(statSync(out).mode & 0o777).toBe(0o600);

  const installation = join(folder, "installation.log");
  expect(await exportCommand(["--org", "installation", "--out", installation], env)).toBe(0);
  expect(await verifyFile(installation)).toMatchObject({ ok: true });
  expect(readFileSync(installation, "utf8")).toContain('"name":["');
});

test("an organisation that does not exist is answered with those that do", async () => {
  const out = join(folder, "none.log");
  await expect(exportCommand(["--org", "Nobody", "--out", out], env)).rejects.toThrow(
    new RegExp(`called Nobody.*\n  ${acme}  Acme`),
  );
});
