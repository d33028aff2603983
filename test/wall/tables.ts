import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Side } from "./furnish.ts";

export type TenantTable = {
  readonly name: string;
  /** Without those that the database reckons itself. */
  readonly columns: readonly string[];
  readonly policy: string;
  readonly scoped: boolean;
  /** The expression of its policy, to put it back. */
  readonly text: string;
};

/** From the catalogue, so that a table which joins later is tried as well. */
export const tenantTables = async (superuser: pg.Pool): Promise<readonly TenantTable[]> =>
  (
    await superuser.query<TenantTable>(`
      select c.relname as name, p.polname as policy, p.polname = 'scope_wall' as scoped, pg_get_expr(p.polqual, c.oid) as text,
        (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
      from pg_class c join pg_policy p on p.polrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and split_part(obj_description(c.oid, 'pg_class'), ';', 1) = 'tenant' order by c.relname`)
  ).rows;

type Settings = { readonly org: string; readonly scopes: readonly string[] };

/** Every way over the wall that was found open: nothing of B to be read, changed or made with the settings of A. */
export const breachesOfTable = async (
  url: string,
  superuser: pg.Pool,
  table: TenantTable,
  sides: { readonly mine: Side; readonly other: Side },
): Promise<readonly string[]> => {
  const { mine, other } = sides;
  const settings = {
    org: mine.organization.id,
    scopes: [mine.organization.id, mine.east, mine.west],
  };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount: neverSet } = await client.query(`select from ${table.name}`);
    return [
      ...(neverSet === 0 ? [] : [`rows were read without any settings (${neverSet})`]),
      ...(await crossings(client, superuser, table, settings, {
        what: "another organisation",
        where: `org_id = '${other.organization.id}'`,
      })),
      ...(table.scoped
        ? await crossings(
            client,
            superuser,
            table,
            { ...settings, scopes: [mine.east] },
            {
              what: "another scope",
              where: `org_id = '${mine.organization.id}' and scope_id <> '${mine.east}'`,
            },
          )
        : []),
      ...(await withoutSettings(client, table, settings)),
    ].map((breach) => `${table.name}: ${breach}`);
  } finally {
    await client.end();
  }
};

const crossings = async (
  client: pg.Client,
  superuser: pg.Pool,
  table: TenantTable,
  settings: Settings,
  target: { readonly what: string; readonly where: string },
): Promise<readonly string[]> => {
  const { rows } = await superuser.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from ${table.name} t where ${target.where} limit 1`,
  );
  if (!rows[0])
    throw new Error(
      `${table.name} has no row of ${target.what}: add one in test/wall/furnish.ts, so that the wall before it is tried.`,
    );
  const copy: Record<string, unknown> = { ...rows[0].row, id: randomUUID() };
  const some = table.columns.find((column) => !["org_id", "id", "scope_id"].includes(column)) ?? "";
  const touches = (sql: string, values: readonly unknown[] = []) =>
    within(client, settings, async () => (await client.query(sql, [...values])).rowCount ?? 0);
  const counted = await within(client, settings, async () =>
    Number(
      (await client.query(`select count(*) from ${table.name} where ${target.where}`)).rows[0]
        ?.count,
    ),
  );
  const outcomes: Record<string, number | string> = {
    read: counted,
    updated: await touches(`update ${table.name} set ${some} = ${some} where ${target.where}`),
    deleted: await touches(`delete from ${table.name} where ${target.where}`),
    inserted: await touches(
      `insert into ${table.name} (${table.columns.join(", ")}) select ${table.columns.join(", ")} from jsonb_populate_record(null::public.${table.name}, $1)`,
      [copy],
    ),
    "moved out of it": await touches(
      `update ${table.name} set ${table.scoped ? "scope_id" : "org_id"} = $1 where ${target.where}`,
      [settings.org],
    ),
    "moved into it": await touches(
      `update ${table.name} set ${table.scoped ? `scope_id = '${String(copy["scope_id"])}'` : `org_id = '${String(copy["org_id"])}'`}`,
    ),
    "given another id": await touches(`update ${table.name} set id = gen_random_uuid()`),
  };
  return Object.entries(outcomes)
    .filter(([, outcome]) => outcome !== 0 && outcome !== "refused")
    .map(([did, outcome]) => `rows of ${target.what} were ${did} (${outcome})`);
};

const withoutSettings = async (
  client: pg.Client,
  { name }: TenantTable,
  settings: Settings,
): Promise<readonly string[]> => {
  const count = async () =>
    Number((await client.query(`select count(*) from ${name}`)).rows[0]?.count);
  const empty = await within(client, { org: "", scopes: null }, count);
  await client.query("begin");
  await client.query(
    "select set_config('plumb.org', $1, true), set_config('plumb.scopes', $2, true)",
    [settings.org, `{${settings.scopes.join(",")}}`],
  );
  await client.query("commit");
  const outcomes = { "empty settings": empty, "settings after commit": await count() };
  return Object.entries(outcomes)
    .filter(([, outcome]) => outcome !== 0)
    .map(([when, outcome]) => `rows were read with ${when} (${outcome})`);
};

/** Answers what the work did, "refused" by privilege or policy, or the error that only a row past the wall can meet. */
const within = async (
  client: pg.Client,
  { org, scopes }: { readonly org: string; readonly scopes: readonly string[] | null },
  work: () => Promise<number>,
): Promise<number | string> => {
  await client.query("begin");
  try {
    await client.query(
      "select set_config('plumb.org', $1, true), set_config('plumb.scopes', $2, true)",
      [org, scopes === null ? "" : `{${scopes.join(",")}}`],
    );
    return await work();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === "42501" ? "refused" : message;
  } finally {
    await client.query("rollback");
  }
};
