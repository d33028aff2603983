import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { enrol } from "../../test/second-factor.ts";

const house = await testHouse();
const organization = await house.organization();
const administrator = await house.person(organization, ["administrator"]);
// Stands for a command that has done its work and is about to commit.
const other = new pg.Client({ connectionString: house.superuserUrl });
await other.connect();
afterAll(() => other.end());

const { rows: roles } = await house.superuser.query<{ id: string; key: string }>(
  "select id, key from role where org_id = $1",
  [organization.id],
);
const roleId = (key: string) => roles.find((role) => role.key === key)?.id;
const demanded = (token: string) =>
  house
    .call<{ mustEnrol: boolean }>("identity.getSession", {}, token)
    .then(({ mustEnrol }) => mustEnrol);
const given = (id: string) =>
  house.call(
    "access.assignRole",
    { id, roleId: roleId("auditor"), scopeId: organization.id },
    administrator.token,
  );

/** Begins what must be waited for while `work` stands uncommitted. */
const during = async <T>(
  work: readonly (readonly [string, readonly unknown[]])[],
  begin: () => Promise<T>,
): Promise<T> => {
  await other.query("begin");
  await other.query(
    "select set_config('plumb.org', $1, true), set_config('plumb.today', current_date::text, true)",
    [organization.id],
  );
  for (const [text, values] of work) await other.query(text, [...values]);
  let isDone = false;
  const begun = begin().finally(() => (isDone = true));
  while (!isDone && !(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 10));
  await other.query("commit");
  return begun;
};

const isWaiting = async (): Promise<boolean> =>
  (
    await house.superuser.query<{ waits: boolean }>(
      "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits",
    )
  ).rows[0]?.waits ?? false;

it("a sign-in waits for the role that just begins to demand a second factor", async () => {
  const { username } = await house.person(organization, ["member"]);
  const token = await during(
    [
      ["select from role where id = $1 for update", [roleId("member")]],
      ["update role set second_factor = true where id = $1", [roleId("member")]],
      ["select require_second_factor()", []],
    ],
    () => house.logIn(username, organization.id),
  );
  expect(await demanded(token)).toBe(true);
});

it("a sign-in waits for the role that is just given", async () => {
  const { username, membershipId, personId } = await house.person(organization, []);
  const token = await during(
    [
      ["select from membership where id = $1 for update", [membershipId]],
      [
        "insert into membership_role (org_id, id, membership_id, role_id, scope_id) values ($1, gen_random_uuid(), $2, $3, $1)",
        [organization.id, membershipId, roleId("member")],
      ],
      ["select require_second_factor($1)", [personId]],
    ],
    () => house.logIn(username, organization.id),
  );
  expect(await demanded(token)).toBe(true);
});

it("a role given waits for the second factor that is just removed", async () => {
  await house.superuser.query("update role set second_factor = true where id = $1", [
    roleId("auditor"),
  ]);
  const { token, membershipId, personId } = await house.person(organization, []);
  await enrol(house, token, () => new Date());
  await during([["select person_clear_second_factor($1)", [personId]]], () => given(membershipId));
  expect(await demanded(token)).toBe(true);
});
