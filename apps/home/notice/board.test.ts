import { sql } from "kysely";
import { expect, it } from "vitest";
import { testHouse } from "../../../test/harness.ts";
import { beginOf, type Statement } from "#core/database";
import { newId } from "#core/operation";
import { listNotices } from "./operations.ts";

const house = await testHouse();
const organization = await house.organization();
// So many places that the planner believes a wall of some to let few notices through.
const scopes = Array.from({ length: 200 }, newId);
const [north = "", east = ""] = scopes;
const writer = await house.person(organization, ["member"]);

const hung = 3_000;
await house.act(organization, async (ctx) => {
  await sql`insert into scope (org_id, id, parent_id, kind, name, path)
    select ${organization.id}::uuid, id, ${organization.id}::uuid, 'department', 'Place ' || n, array[${organization.id}::uuid, id]
    from unnest(${scopes}::uuid[]) with ordinality u (id, n)`.execute(ctx.db);
});
await house.act(organization, async (ctx) => {
  const ids = Array.from({ length: hung }, newId);
  await sql`insert into notice (org_id, id, scope_id, title, text, from_on, pinned, author_id, created_at, updated_at)
    select ${organization.id}::uuid, id, (${scopes}::uuid[])[1 + n % 200], 'Notice ' || n, 'Text', '2026-01-01', n % 200 < 2,
      ${writer.membershipId}::uuid, now(), now() from unnest(${ids}::uuid[]) with ordinality u (id, n)`.execute(
    ctx.db,
  );
});
await house.superuser.query("analyze");

type Page = { items: { id: string; pinned: boolean; scopeId: string; authorName: string }[] };
type Plan = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Plan[];
};

/** How many notices PostgreSQL looks at to answer. */
const looksAt = async (read: Statement): Promise<number> => {
  const client = await house.parts.pool.connect();
  try {
    await client.query(beginOf(read));
    await client.query(
      `select set_config('plumb.org', $1, true), set_config('plumb.scopes', $2, true), set_config('plumb.today', '2026-06-01', true),
         set_config('plan_cache_mode', 'force_generic_plan', true)`,
      [organization.id, `{${[organization.id, ...scopes].join(",")}}`],
    );
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>({
      text: `explain (analyze, format json) ${read.text}`,
      values: [...read.values],
    });
    const [{ Plan: top }] = rows[0]?.["QUERY PLAN"] ?? [{ Plan: undefined }];
    return top === undefined ? Infinity : noticesIn(top);
  } finally {
    await client.query("rollback");
    client.release();
  }
};

const noticesIn = (plan: Plan): number =>
  (plan["Relation Name"] === "notice"
    ? (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"]
    : 0) + (plan.Plans ?? []).reduce((sum, below) => sum + noticesIn(below), 0);

const page = (input: object, within: readonly string[] | null) =>
  listNotices.read(listNotices.input.parse(input), {
    scopes: within,
    settings: house.parts.settings,
  });

it("a page of a long board is found by looking at its notices only", async () => {
  expect(await looksAt(page({}, null))).toBeLessThanOrEqual(101);
  expect(await looksAt(page({ show: "all", limit: 100 }, null))).toBeLessThanOrEqual(101);
  expect(await looksAt(page({ scopeId: north }, null))).toBeLessThanOrEqual(101);
  expect(await looksAt(page({}, [north, east]))).toBeLessThanOrEqual(202);
});

it("who reaches some scopes reads one board of them, in one order", async () => {
  const reader = await house.person(organization, [
    { role: "member", in: north },
    { role: "member", in: east },
  ]);
  const { items } = await house.call<Page>("home.listNotices", { limit: 100 }, reader.token);
  const keys = items.map(({ pinned, id }) => `${pinned ? 1 : 0} ${id}`);
  expect(keys).toEqual(keys.toSorted().toReversed());
  expect(items.filter(({ pinned }) => pinned)).toHaveLength(30);
  expect(new Set(items.map(({ scopeId }) => scopeId))).toEqual(new Set([north, east]));
  expect(items.every(({ authorName }) => authorName === writer.username)).toBe(true);
});
