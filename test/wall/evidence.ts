import type { TestHouse } from "../harness.ts";
import type { Side } from "./furnish.ts";
import { tenantTables } from "./tables.ts";

/** One id of every kind that an organisation has: of each tenant table, and of what stands above them. */
export const foreignIds = async (
  house: TestHouse,
  { organization, owner, notices, west }: Side,
): Promise<Readonly<Record<string, string>>> => {
  const ids: Record<string, string> = {
    organization: organization.id,
    person: owner.personId,
    "its notice": notices.west,
    "its scope": west,
  };
  for (const { name } of await tenantTables(house.superuser)) {
    const { rows } = await house.superuser.query<{ id: string }>(
      // The organisation's own id only where a table's one row has it.
      `select id from ${name} where org_id = $1 order by id = $1, id desc limit 1`,
      [organization.id],
    );
    ids[name] = rows[0]?.id ?? "";
  }
  const { rows } = await house.superuser.query<{ id: string }>(
    "select id from session where person_id = $1",
    [owner.personId],
  );
  return { ...ids, session: rows[0]?.id ?? "" };
};

/** Everything an organisation has, its log and its people's credentials included, as one digest. */
export const rowsOf = async (house: TestHouse, { organization }: Side): Promise<string> => {
  const parts = (await tenantTables(house.superuser)).map(({ name }) => ({
    rows: `${name} r`,
    where: "r.org_id = $1",
  }));
  const people = "(select person_id from person_organization where organization_id = $1)";
  const all = [
    ...parts,
    { rows: "person r", where: `r.id in ${people}` },
    { rows: "session r", where: `r.person_id in ${people}` },
    { rows: "one_time_link r", where: `r.person_id in ${people}` },
    { rows: "log_entry r", where: `r.org_id = $1 or r.record_id in ${people}` },
  ];
  const digests = all.map(
    ({ rows, where }) =>
      `(select coalesce(md5(string_agg(r::text, '|' order by r::text)), '') from ${rows} where ${where})`,
  );
  const { rows } = await house.superuser.query<{ digest: string }>(
    `select ${digests.join(" || ")} as digest`,
    [organization.id],
  );
  return rows[0]?.digest ?? "";
};
