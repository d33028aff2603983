import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { checkSchema, createPool } from "#core/database";
import { checkRecords } from "#core/records/server";
import { cloneDatabase } from "../../test/harness.ts";
import { apps } from "../house/apps.ts";
import { draftOf } from "./draft.ts";

const types = apps.flatMap(({ records = [] }) => records);
const { superuserUrl, urls, drop } = await cloneDatabase();
const client = new pg.Client({ connectionString: superuserUrl });
await client.connect();
const pool = createPool(urls.app, { max: 1, name: "draft", onError: () => {} });
afterAll(async () => {
  await client.end();
  await pool.end();
  await drop();
});

describe("the draft of a type's first migration", () => {
  it("applies as it is, obeys the rules of the house and fits the declaration", async () => {
    for (const { table } of types)
      await client.query(`drop table ${table}; drop function log_capture_${table}`);
    expect(await checkRecords(pool, types)).toHaveLength(types.length);
    await client.query("set role plumbline_owner");
    for (const type of types) await client.query(draftOf(type));
    await client.query("reset role");
    expect(await checkSchema(urls.migration)).toEqual([]);
    expect(await checkRecords(pool, types)).toEqual([]);
  });

  it("says what the declaration says", () => {
    const capa = types.find(({ name }) => name === "quality.capa");
    if (!capa) throw new Error("There is no quality.capa.");
    const draft = draftOf(capa);
    expect(draft).toContain(
      "  kind text not null check (kind in ('corrective', 'preventive', 'improvement')),",
    );
    expect(draft).toContain("create index capa_priority on capa (org_id, scope_id, priority, id);");
  });
});
