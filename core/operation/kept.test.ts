import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import type { TestOrganization, TestPerson } from "../../test/harness.ts";

const house = await testHouse();

type Board = { items: { title: string; scopeName: string }[] };
const board = async ({ token }: TestPerson) =>
  (await house.call<Board>("home.listNotices", { show: "current" }, token)).items.map(
    ({ scopeName }) => scopeName,
  );

/** A person whose rights the server knows already, in an organisation with a notice in either scope. */
const known = async (zone = "UTC") => {
  const organization = await house.organization(zone);
  const north = await house.scope(organization, "North");
  const south = await house.scope(organization, "South");
  const writer = await house.person(organization, ["member"]);
  for (const scopeId of [north, south])
    await house.call(
      "home.postNotice",
      { title: "Hello", text: "", fromOn: "2026-01-01", scopeId },
      writer.token,
    );
  const person = await house.person(organization, [{ role: "member", in: north }]);
  expect(await board(person)).toEqual(["North"]);
  expect(await withoutEntering(() => board(person))).toEqual(["North"]);
  return { organization, north, south, person };
};

/** Only what the server knows already lets a read in here: nobody may call `enter`. */
const withoutEntering = async <T>(read: () => Promise<T>): Promise<T> => {
  const may = (change: string) => house.superuser.query(`${change} plumbline_app`);
  await may("revoke execute on function enter from");
  try {
    return await read();
  } finally {
    await may("grant execute on function enter to");
  }
};

type Scene = { organization: TestOrganization; north: string; south: string; person: TestPerson };
const sql = (text: string, values: readonly unknown[]) => house.superuser.query(text, [...values]);

describe("rights that the server knows from an earlier read", () => {
  it.each<[string, (scene: Scene) => Promise<unknown>, readonly string[] | string]>([
    [
      "a role in another scope",
      ({ organization, south, person }) =>
        sql(
          "insert into membership_role (org_id, id, membership_id, role_id, scope_id) select org_id, gen_random_uuid(), membership_id, role_id, $3 from membership_role where org_id = $1 and membership_id = $2",
          [organization.id, person.membershipId, south],
        ),
      ["South", "North"],
    ],
    [
      "a role withdrawn",
      ({ organization, person }) =>
        sql("delete from membership_role where org_id = $1 and membership_id = $2", [
          organization.id,
          person.membershipId,
        ]),
      "forbidden",
    ],
    [
      "a role that ended",
      ({ organization, person }) =>
        sql(
          "update membership_role set ends_on = '2026-01-01' where org_id = $1 and membership_id = $2",
          [organization.id, person.membershipId],
        ),
      "forbidden",
    ],
    [
      "a role that lost the permission",
      ({ organization }) =>
        sql("delete from role_permission where org_id = $1 and permission = 'home.notice.read'", [
          organization.id,
        ]),
      "forbidden",
    ],
    [
      "a scope that moved below one's own",
      ({ organization, north, south }) =>
        sql(
          "update scope set parent_id = $2, path = array[$1, $2, id] where org_id = $1 and id = $3",
          [organization.id, north, south],
        ),
      ["South", "North"],
    ],
    [
      "a membership that ended",
      ({ organization, person }) =>
        sql("update membership set active = false where org_id = $1 and id = $2", [
          organization.id,
          person.membershipId,
        ]),
      "unauthenticated",
    ],
    [
      "a session that ended",
      ({ person }) =>
        sql("update session set ended_at = now() where person_id = $1", [person.personId]),
      "unauthenticated",
    ],
    [
      "a second factor that is due",
      ({ person }) =>
        sql("update session set must_enrol = true where person_id = $1", [person.personId]),
      "forbidden",
    ],
  ])("do not outlive %s", async (_, change, expected) => {
    const scene = await known();
    await change(scene);
    if (typeof expected === "string")
      await expect(board(scene.person)).rejects.toMatchObject({ code: expected });
    else expect(await board(scene.person)).toEqual(expected);
  });

  it("do not outlive the organisation's day", async () => {
    // Two zones that never share a day.
    const { organization, north, person } = await known("Etc/GMT+12");
    const { rows } = await house.superuser.query<{ day: string }>(
      "select (now() at time zone 'Pacific/Kiritimati')::date::text as day",
    );
    const writer = await house.person(organization, ["member"]);
    await house.call(
      "home.postNotice",
      { title: "Tomorrow", text: "", fromOn: rows[0]?.day, scopeId: north },
      writer.token,
    );
    expect(await board(person)).toEqual(["North"]);
    await sql("update organization set zone = 'Pacific/Kiritimati' where id = $1", [
      organization.id,
    ]);
    expect(await board(person)).toEqual(["North", "North"]);
  });

  it("let a command in as well, and the log says the same of it", async () => {
    const { north, person } = await known();
    const post = (title: string) =>
      house.call<{ id: string }>(
        "home.postNotice",
        { title, text: "", fromOn: "2026-01-01", scopeId: north },
        person.token,
      );
    const entered = await post("First");
    const resumed = await withoutEntering(() => post("Second"));
    const contextOf = async ({ id }: { id: string }) => {
      const { rows } = await house.superuser.query<{ context: Record<string, unknown> }>(
        "select context - 'request' as context from log_entry where record_id = $1",
        [id],
      );
      return rows[0]?.context;
    };
    expect(await contextOf(resumed)).toEqual(await contextOf(entered));
    expect(await contextOf(resumed)).toMatchObject({ kind: "person", person: person.personId });
    await sql("delete from membership_role where membership_id = $1", [person.membershipId]);
    await expect(post("Third")).rejects.toMatchObject({ code: "forbidden" });
  });

  it("are those of the permission that was asked for, and of nobody else", async () => {
    const { organization, person } = await known();
    const other = await house.person(organization, []);
    await expect(board(other)).rejects.toMatchObject({ code: "forbidden" });
    await expect(house.call("access.listPeople", {}, person.token)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("are counted anew by every table that `enter` reads", async () => {
    const { rows } = await house.superuser.query<{ unwatched: string }>(
      `select distinct c.relname as unwatched from pg_proc p, regexp_matches(p.prosrc, '(?:from|join) ([a-z_]+)', 'g') t (word)
         join pg_class c on c.relname = t.word[1] and c.relkind = 'r'
       where p.proname = 'enter' and c.relname <> 'session'
         and not exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname like 'rights\\_%')`,
    );
    expect(rows).toEqual([]);
  });
});
