import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { completeOrganization, grantsOf } from "#core/access";
import { apps, testHouse } from "../../test/harness.ts";

const house = await testHouse();

const entries = async (organizationId: string) =>
  (await house.superuser.query("select from log_entry where org_id = $1", [organizationId]))
    .rowCount;
const state = async (organizationId: string) => {
  const { rows } = await house.superuser.query<{ key: string; permissions: string[] }>(
    `select r.key, (select array_agg(permission order by permission) from role_permission rp where rp.org_id = r.org_id and rp.role_id = r.id) as permissions
      from role r where r.org_id = $1 order by r.key`,
    [organizationId],
  );
  const { rowCount: roots } = await house.superuser.query(
    "select from scope where org_id = $1 and id = $1",
    [organizationId],
  );
  return {
    roots,
    roles: Object.fromEntries(rows.map(({ key, permissions }) => [key, permissions])),
  };
};
const complete = {
  roots: 1,
  roles: Object.fromEntries(
    Object.entries(grantsOf(apps)).map(([key, permissions]) => [key, permissions.toSorted()]),
  ),
};

describe("an organisation", () => {
  it("is made with its root and every built-in role, and making it complete again changes nothing", async () => {
    const { id } = await house.organization();
    expect(await state(id)).toEqual(complete);
    const before = await entries(id);
    await completeOrganization(house.parts, apps, id);
    expect(await entries(id)).toBe(before);
  });

  it("cut short while it was made is completed by the next start", async () => {
    const id = randomUUID();
    await house.superuser.query("select organization_create($1, 'Half made', 'UTC', 'en', 'EUR')", [
      id,
    ]);
    expect(await state(id)).toEqual({ roots: 0, roles: {} });
    await completeOrganization(house.parts, apps, id);
    expect(await state(id)).toEqual(complete);
  });

  it("gets what a newer version's roles carry, and loses what they carry no longer", async () => {
    const { id } = await house.organization();
    await house.superuser.query(
      "delete from role_permission where org_id = $1 and permission = 'home.notice.read'",
      [id],
    );
    await house.superuser.query(
      "insert into role_permission (org_id, id, role_id, permission) select org_id, gen_random_uuid(), id, 'home.notice.burn' from role where org_id = $1",
      [id],
    );
    await completeOrganization(house.parts, apps, id);
    expect(await state(id)).toEqual(complete);
  });
});
