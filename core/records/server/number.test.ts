import { describe, expect, it } from "vitest";
import { actFor } from "#core/operation";
import { testHouse, type TestOrganization } from "../../../test/harness.ts";
import { storeRecord } from "./create.ts";
import { layTables, thing } from "./kit-rig.ts";

const house = await testHouse();
await layTables(house);

describe("a number at New Year", () => {
  it("bears the year of the organisation's own zone, and grows beyond its digits", async () => {
    const first = await house.organization("Europe/Athens");
    const homes = [first, await house.organization("Europe/Stockholm")];
    await house.superuser.query("update installation set simulated = true");
    const draw = (organization: TestOrganization, clock: string) =>
      actFor(
        house.parts,
        { organizationId: organization.id, kind: "console", operation: "test.arrange" },
        async (ctx) => {
          const [row] = await ctx.sql<{ json: string }>(
            await storeRecord(ctx, thing, { title: clock, kind: "round" }, organization.id, null),
          );
          return (JSON.parse(row?.json ?? "{}") as { number: string }).number;
        },
      );
    const at = async (clock: string) => {
      await house.superuser.query(
        `do $$ begin execute format('alter database %I set plumb.clock = %L', current_database(), '${clock}'); end $$`,
      );
      await house.superuser.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plumbline_app' and datname = current_database()",
      );
      await expect.poll(() => draw(first, clock).catch(() => null)).not.toBeNull();
      return Promise.all(homes.map((organization) => draw(organization, clock)));
    };
    const [athens = "", stockholm = ""] = await at("2026-12-31T22:30:00Z");
    expect([athens.slice(0, 7), stockholm]).toEqual(["T-2027-", "T-2026-01"]);
    await house.superuser.query(
      "update counter set value = 99 where name like 'sample.thing T-2027-%'",
    );
    const [later, next] = await at("2026-12-31T23:30:00Z");
    expect([later, next]).toEqual(["T-2027-101", "T-2027-01"]);
  });
});
