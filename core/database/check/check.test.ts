import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { checkSchema, schemaRules } from "#core/database";
import { cloneDatabase } from "../../../test/harness.ts";

const { superuserUrl, urls, drop } = await cloneDatabase();
const client = new pg.Client({ connectionString: superuserUrl });
await client.connect();
afterAll(async () => {
  await client.end();
  await drop();
});

const plant =
  "create table plant (org_id uuid not null, id uuid not null, name text, primary key (org_id, id));";
const walled = `${plant} select protect_table('plant', 'tenant', 'test.plant');`;
// Planted as the owner, whom everything in a migration belongs to; each breaks one rule and no other.
const planted: Record<string, readonly (readonly [what: string, sql: string])[]> = {
  "every table names its class": [
    ["a table without a comment", "create table plant (id uuid)"],
    ["a class of another name", `${plant} comment on table plant is 'business'`],
  ],
  "no views": [
    ["a view", "create view plant as select * from notice"],
    ["a materialised view", "create materialized view plant as select * from notice"],
  ],
  "organisation first in every key": [
    ["a unique key of the id alone", "create unique index planted on notice (id)"],
    [
      "a table without a key",
      "create table plant (org_id uuid not null, id uuid not null, name text); select protect_table('plant', 'tenant', 'test.plant')",
    ],
  ],
  "organisation first in every foreign key": [
    [
      "scope before organisation",
      "alter table notice add constraint planted foreign key (scope_id, org_id) references scope (id, org_id)",
    ],
    [
      "another column in the organisation's place",
      "alter table notice add constraint planted foreign key (author_id, scope_id) references scope",
    ],
  ],
  "forced policies": [
    ["row security not enabled", "alter table notice disable row level security"],
    ["row security not forced", "alter table notice no force row level security"],
  ],
  "one policy of a fixed text": [
    ["another text", "alter policy scope_wall on notice using (true) with check (true)"],
    ["another check than reading", "alter policy scope_wall on notice with check (true)"],
    ["a second policy", "create policy another on notice using (true)"],
    ["a policy of another name", "alter policy organization_wall on role rename to planted"],
    ["a policy for one role only", "alter policy scope_wall on notice to plumbline_app"],
    ["no policy at all", "drop policy organization_wall on role"],
  ],
  "a scoped row names its scope": [
    ["a scope that may be null", "alter table notice alter scope_id drop not null"],
    [
      "a scope that need not exist",
      "alter table notice drop constraint notice_org_id_scope_id_fkey",
    ],
    [
      "a scope that need not be its record's",
      `alter table record_comment drop constraint record_comment_org_id_record_id_scope_id_fkey,
        add foreign key (org_id, record_id) references record`,
    ],
  ],
  "log triggers attached": [
    ["a missing trigger", "drop trigger log_update on notice"],
    ["a disabled trigger", "alter table person disable trigger log_delete"],
    [
      "a capture function that captures nothing",
      `create or replace function log_capture_notice() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as 'begin return null; end'`,
    ],
    [
      "a comment that asks for another capture",
      "comment on table notice is 'tenant; type: home.notice; personal: title'",
    ],
    [
      "a version that came after the capture was written",
      "alter table role_permission add version bigint",
    ],
    [
      "a trigger with a condition",
      `drop trigger log_insert on notice; create trigger log_insert after insert on notice referencing new table as new_rows
        for each statement when (false) execute function log_capture_notice()`,
    ],
  ],
  "logged rows have an id": [
    [
      "a logged table without id",
      "create table plant (org_id uuid not null, name text, primary key (org_id, name)); select protect_table('plant', 'tenant', 'test.plant')",
    ],
  ],
  "leakproof filters": [
    ["an index over lower()", "create index planted on notice (org_id, lower(title))"],
    [
      "an index over a numeric",
      `${walled} alter table plant add amount numeric; create index planted on plant (org_id, amount)`,
    ],
  ],
  "only known roles hold grants": [
    ["a grant to everybody", "grant select on notice to public"],
    ["a grant to another role", "grant select on job to pg_monitor"],
    ["a column for another role", "grant select (title) on notice to pg_monitor"],
  ],
  "nobody truncates": [
    ["truncate", "grant truncate on notice to plumbline_app"],
    ["making triggers", "grant trigger on job to plumbline_system"],
  ],
  "the backup role only reads": [["writing", "grant insert on notice to plumbline_backup"]],
  "people and organisations are reached through functions": [
    ["the application reading people", "grant select on person to plumbline_app"],
    [
      "the application reading one column of them",
      "grant select (email) on person to plumbline_app",
    ],
    ["the system reading organisations", "grant select on organization to plumbline_system"],
  ],
  "the system role sees no business data": [
    ["a whole table", "grant select on notice to plumbline_system"],
    ["one column", "grant select (title) on notice to plumbline_system"],
  ],
  "the log is only appended to": [
    ["the application reading it", "grant select on log_entry to plumbline_app"],
    ["the system deleting leaves", "grant delete on log_leaf to plumbline_system"],
    [
      "the system changing one column of a leaf",
      "grant update (header) on log_leaf to plumbline_system",
    ],
  ],
  "identities never change": [
    ["the id", "grant update (id) on notice to plumbline_app"],
    ["the whole row", "grant update on notice to plumbline_app"],
  ],
  "definer functions are on their list": [
    [
      "a new one",
      "create function planted() returns int language sql security definer set search_path = public, pg_temp as 'select 1'",
    ],
    [
      "a second one under a known name",
      "create function holds(text) returns int language sql security definer set search_path = public, pg_temp as 'select 1'",
    ],
  ],
  "definer functions fix their search path": [
    ["none", "alter function holds(text, uuid) reset search_path"],
    [
      "temporary tables first",
      "alter function holds(text, uuid) set search_path = pg_temp, public",
    ],
  ],
  "no function for everybody": [
    ["execute for public", "grant execute on function holds to public"],
  ],
  "one owner": [
    ["a sequence of somebody else", "reset role; create sequence planted"],
    [
      "a definer function of a superuser",
      "reset role; alter function holds(text, uuid) owner to postgres",
    ],
  ],
};

const brokenRules = async (): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const { name, sql, values } of schemaRules) {
    const { rowCount } = await client.query(sql, values ? [...values] : []);
    if (rowCount !== 0) broken.push(name);
  }
  return broken;
};

describe("the schema check", () => {
  it("finds nothing in a database as the migrations leave it", async () => {
    expect(await checkSchema(urls.migration)).toEqual([]);
  });

  it("has a planted violation for every rule", () => {
    expect(Object.keys(planted).toSorted()).toEqual(schemaRules.map(({ name }) => name).toSorted());
  });

  it("finds nothing in a table made the way the guide says", async () => {
    await client.query("begin; set local role plumbline_owner");
    await client.query(walled);
    expect(await brokenRules()).toEqual([]);
    await client.query("rollback");
  });

  describe.each(Object.entries(planted))("%s", (rule, violations) => {
    it.each(violations)("catches %s", async (_, sql) => {
      await client.query("begin");
      try {
        await client.query("set local role plumbline_owner");
        await client.query(sql);
        await client.query("reset role");
        expect(await brokenRules()).toEqual([rule]);
      } finally {
        await client.query("rollback");
      }
    });
  });

  it("names the rule and what breaks it", async () => {
    await client.query("alter table notice no force row level security");
    try {
      expect(await checkSchema(urls.migration)).toEqual([
        "forced policies: notice does not enable and force row security",
      ]);
    } finally {
      await client.query("alter table notice force row level security");
    }
  });
});
