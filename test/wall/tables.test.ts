import pg from "pg";
import { describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { furnish } from "./furnish.ts";
import { breachesOfTable, tenantTables } from "./tables.ts";
import type { TenantTable } from "./tables.ts";

const house = await testHouse();
const mine = await furnish(house);
const other = await furnish(house);
const tables = await tenantTables(house.superuser);
const breaches = (table: TenantTable) =>
  breachesOfTable(house.urls.app, house.superuser, table, { mine, other });

const tryAs = async (url: string, sql: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query(sql);
    return "allowed";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.end();
  }
};

// Each takes the wall of one table down in its own way, and is put back afterwards.
const openings: Record<string, (table: TenantTable) => readonly [down: string, up: string]> = {
  "row security switched off": ({ name }) => [
    `alter table ${name} disable row level security`,
    `alter table ${name} enable row level security`,
  ],
  "a policy that lets everything pass": ({ name, policy, text }) => [
    `alter policy ${policy} on ${name} using (true) with check (true)`,
    `alter policy ${policy} on ${name} using (${text}) with check (${text})`,
  ],
  "a second policy beside the first": ({ name }) => [
    `create policy another on ${name} using (true)`,
    `drop policy another on ${name}`,
  ],
  "a policy that forgets new rows": ({ name, policy, text }) => [
    `alter policy ${policy} on ${name} with check (true)`,
    `alter policy ${policy} on ${name} with check (${text})`,
  ],
};

describe.each(tables)("the wall before $name (Part 11 11.10(d), (g); ASVS 8.4.1)", (table) => {
  it("lets the application role reach nothing of another organisation or scope", async () => {
    expect(await breaches(table)).toEqual([]);
  });

  it.each(Object.keys(openings))("and the test finds it open after %s", async (opening) => {
    const [down, up] = openings[opening]?.(table) ?? ["", ""];
    await house.superuser.query(down);
    try {
      expect(await breaches(table)).not.toEqual([]);
    } finally {
      await house.superuser.query(up);
    }
    expect(await breaches(table)).toEqual([]);
  });

  it("binds its owner too, as long as it is forced", async () => {
    const owner = await ownersView(table);
    expect(await owner()).toBe(0);
    await house.superuser.query(`alter table ${table.name} no force row level security`);
    try {
      expect(await owner()).toBeGreaterThan(0);
    } finally {
      await house.superuser.query(`alter table ${table.name} force row level security`);
    }
  });

  it("is closed to the system role altogether", async () => {
    for (const sql of [`select from ${table.name}`, `delete from ${table.name}`]) {
      expect(await tryAs(house.urls.system, sql)).toBe("42501");
    }
  });
});

const ownersView =
  async ({ name }: TenantTable) =>
  async (): Promise<number> => {
    const client = new pg.Client({ connectionString: house.urls.migration });
    await client.connect();
    try {
      await client.query("set role plumbline_owner");
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${name}`);
      return Number(rows[0]?.count);
    } finally {
      await client.end();
    }
  };

describe("the roles of the database", () => {
  it("include none that truncates any table", async () => {
    const all = await house.superuser.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    const backup = house.urls.app.replace("plumbline_app", "plumbline_backup");
    expect(all.rows.length).toBeGreaterThan(tables.length);
    for (const { name } of all.rows) {
      for (const url of [house.urls.app, house.urls.system, backup])
        expect(await tryAs(url, `truncate ${name} cascade`), `${url} truncates ${name}`).toBe(
          "42501",
        );
    }
  });

  it.each(["person", "organization", "person_organization"])(
    "reach %s through named functions only",
    async (name) => {
      for (const url of [house.urls.app, house.urls.system]) {
        expect(await tryAs(url, `select from ${name}`)).toBe("42501");
        expect(await tryAs(url, `update ${name} set id = id`)).toBe("42501");
      }
    },
  );

  it.each(["log_entry", "log_leaf", "log_tree", "log_checkpoint"])(
    "leave the application no way into %s but the functions (Annex 11 12.1)",
    async (name) => {
      for (const sql of [
        `select from ${name}`,
        `delete from ${name}`,
        `insert into ${name} default values`,
      ])
        expect(await tryAs(house.urls.app, sql)).toBe("42501");
      expect(await tryAs(house.urls.system, `delete from ${name}`)).toBe("42501");
    },
  );
});
