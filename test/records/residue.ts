import { expect } from "vitest";
import type { TestHouse, TestOrganization } from "../harness.ts";
import { tenantTables } from "../wall/tables.ts";

/** Remembers everything an organisation has; what it answers proves that nothing was added or changed since. */
export const nothingHappened = async (
  house: TestHouse,
  { id }: TestOrganization,
): Promise<() => Promise<void>> => {
  const tables = (await tenantTables(house.superuser)).map(({ name }) => name);
  const look = async () =>
    (
      await house.superuser.query<{ what: string; digest: string }>(
        [...tables, "log_entry", "mail"]
          .map((name) => {
            const which = name === "mail" ? "" : "where r.org_id = $1";
            return `select '${name}' as what, md5(string_agg(r::text, '|' order by r::text)) as digest from ${name} r ${which}`;
          })
          .join(" union all "),
        [id],
      )
    ).rows;
  const before = await look();
  return async () => expect(await look()).toEqual(before);
};
