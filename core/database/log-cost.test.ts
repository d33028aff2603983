import pg from "pg";
import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();
const rounds = 9;

describe("the log's price", () => {
  it("a bulk insert or update of 1,000 rows costs less than four times the bare one, a delete less than eight", async () => {
    const organization = await house.organization();
    const { membershipId } = await house.person(organization, ["member"]);
    const client = new pg.Client({ connectionString: house.superuserUrl });
    await client.connect();
    try {
      await client.query("create table bare (like notice including all)");
      await client.query(
        "alter table bare add foreign key (org_id, scope_id) references scope, add foreign key (org_id, author_id) references membership",
      );
      const change = (table: string, kind: string, round: number) =>
        statements(table, organization.id, membershipId, round)[kind] ?? "";
      // A bare delete only marks rows, while its entry keeps the whole old image: it has a bound of its own.
      for (const [kind, bound] of [
        ["insert", 4],
        ["update", 4],
        ["delete", 8],
      ] as const) {
        const times = { bare: [] as number[], notice: [] as number[] };
        for (let round = 0; round < rounds; round++) {
          for (const table of ["bare", "notice"] as const) {
            times[table].push(await timed(client, change(table, kind, round)));
          }
        }
        const ratio = median(times.notice) / median(times.bare);
        console.log(
          `1,000 rows, ${kind}: ${median(times.notice).toFixed(1)} ms logged, ${median(times.bare).toFixed(1)} ms bare, ${ratio.toFixed(2)} times`,
        );
        expect(ratio, kind).toBeLessThan(bound);
      }
    } finally {
      await client.end();
    }
  });
});

const statements = (
  table: string,
  organization: string,
  author: string,
  round: number,
): Record<string, string> => ({
  insert: `insert into ${table} (org_id, id, scope_id, title, text, from_on, author_id, created_at, updated_at)
    select '${organization}', gen_random_uuid(), '${organization}', 'Round ${round}', repeat('text ', 40), '2026-01-01', '${author}', now(), now()
    from generate_series(1, 1000)`,
  update: `update ${table} set title = title || '!', version = version + 1 where org_id = '${organization}' and title = 'Round ${round}'`,
  delete: `delete from ${table} where org_id = '${organization}' and title = 'Round ${round}!'`,
});

const timed = async (client: pg.Client, sql: string): Promise<number> => {
  const began = performance.now();
  const { rowCount } = await client.query(sql);
  expect(rowCount).toBe(1000);
  return performance.now() - began;
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
