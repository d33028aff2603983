import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readMigrations } from "#core/database";
import { cloneDatabase } from "../../test/harness.ts";
import { goodSettings, runPlumb, scratch } from "../serve/command-rig.ts";
import { readMigrationState } from "./state.ts";

const { urls, superuserUrl, drop } = await cloneDatabase();
const { folder, remove } = scratch();
const env = goodSettings(urls, folder, 8080);
const superuser = new pg.Client({ connectionString: superuserUrl });
const known = await readMigrations();
beforeAll(() => superuser.connect());
afterAll(async () => {
  await superuser.end();
  await drop();
  remove();
});

/** Every relation, function and grant, and the last transaction that changed one. */
const catalogue = async (): Promise<unknown> =>
  (
    await superuser.query(
      `select (select json_agg(x) from (select oid, relname, xmin::text, relacl::text from pg_class order by oid) x) as relations,
         (select json_agg(x) from (select oid, proname, xmin::text from pg_proc where pronamespace = 'public'::regnamespace order by oid) x) as functions`,
    )
  ).rows;

it("a plan names what would be applied and changes nothing; then it is applied", async () => {
  expect((await runPlumb(["migrate", "--plan"], env)).out).toContain("Nothing to do: all");
  await superuser.query(
    "drop schema public cascade; create schema public authorization plumbline_owner",
  );
  const before = await catalogue();
  const plan = await runPlumb(["migrate", "--plan"], env);
  expect(plan).toMatchObject({ code: 0, err: "" });
  for (const { name, checksum } of known) expect(plan.out).toContain(`${name}  sha256 ${checksum}`);
  expect(await catalogue()).toEqual(before);

  const applied = await runPlumb(["migrate"], env);
  expect(applied).toMatchObject({ code: 0, err: "" });
  expect(applied.out.trim().split("\n")).toEqual(known.map(({ name }) => `Applied ${name}.`));
  expect((await runPlumb(["migrate"], env)).out).toContain("every migration is applied");
  expect((await readMigrationState(urls.migration)).pending).toEqual([]);
});

it("a plan says how large the tables are that a migration changes", async () => {
  await superuser.query("begin; delete from migration where version > 2; commit");
  const { pending, applied } = await readMigrationState(urls.migration);
  expect(applied).toBe(2);
  expect(pending[0]?.touches.map(({ table }) => table)).toContain("membership");
  const { out } = await runPlumb(["migrate", "--plan"], env);
  expect(out).toMatch(
    /0003_access\.sql {2}sha256 \w{64}\n(?: {4}changes \w+, about \d+ rows, [\d.]+ MiB\n)+/,
  );
});

it("a database that does not fit is refused by its plan", async () => {
  await superuser.query("update migration set checksum = 'other' where version = 1");
  const { code, out } = await runPlumb(["migrate", "--plan"], env);
  expect(code).toBe(1);
  expect(out).toContain("0001_ground.sql was edited after it was applied. Restore the file");
});
