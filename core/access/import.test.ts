import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { testHouse, type TestOrganization, type TestPerson } from "../../test/harness.ts";
import { mailInvitations } from "./import-invitations.ts";

const house = await testHouse();
let organization: TestOrganization;
let administrator: TestPerson;

beforeEach(async () => {
  organization = await house.organization();
  administrator = await house.person(organization, ["administrator"]);
});

type Row = Record<string, unknown>;
type Answer = {
  people: number;
  imported: boolean;
  faults: { row: number; column: string; message: string }[];
};

const newName = () => `guest.${randomBytes(6).toString("hex")}`;
const row = (more: Row = {}): Row => {
  const username = newName();
  return { username, email: `${username}@example.org`, printedName: `Guest ${username}`, ...more };
};
const load = (rows: readonly Row[], dryRun = false, entry = {}) =>
  house.call<Answer>("access.importPeople", { rows, dryRun }, administrator.token, entry);
const faults = async (rows: readonly Row[]) =>
  (await load(rows, true)).faults.map(({ row: at, column, message }) => [at, column, message]);
const count = async (sql: string, values: unknown[] = [organization.id]) =>
  Number(
    (await house.superuser.query<{ n: string }>(`select count(*) as n from ${sql}`, values)).rows[0]
      ?.n,
  );
const people = () => count("membership where org_id = $1");
const letters = (username: unknown) =>
  count("mail where recipient = $1", [`${String(username)}@example.org`]);

const letterOf = async (username: unknown) => {
  for (let tries = 0; tries < 100 && (await letters(username)) === 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return letters(username);
};

describe("people from a list", () => {
  it("come with everything that is known of them, roles by name, and an invitation by the queue", async () => {
    await house.scope(organization, "Quality");
    const full = row({
      title: "Analyst",
      department: "Quality",
      employeeNumber: "1007",
      language: "el",
      roles: ["member", "Auditor @ quality", "Member"],
    });
    const bare = row({ title: "  ", roles: [] });
    expect(await load([full, bare])).toEqual({ people: 2, imported: true, faults: [] });
    const { items } = await house.call<{ items: Row[] }>(
      "access.listPeople",
      { status: "invited" },
      administrator.token,
    );
    const shown = items.find(({ username }) => username === full["username"]);
    expect(shown).toMatchObject({
      title: "Analyst",
      department: "Quality",
      employeeNumber: "1007",
      language: "el",
      invited: true,
    });
    expect(shown?.["roles"]).toMatchObject([
      { name: "Auditor", scopeName: "Quality" },
      { name: "Member", scopeName: "Whole organisation" },
    ]);
    expect(items.find(({ username }) => username === bare["username"])).toMatchObject({
      title: null,
      roles: [],
    });
    expect(await letterOf(full["username"])).toBe(1);
    expect(await letterOf(bare["username"])).toBe(1);
    expect(await count("log_entry where org_id = $1 and type = 'access.peopleImported'")).toBe(1);
    expect(await count("log_entry where org_id = $1 and type = 'identity.invited'")).toBe(2);
  });

  it("get one letter each, also when the job runs twice", async () => {
    const one = row();
    const since = new Date(Date.now() - 1_000).toISOString();
    await load([one]);
    await letterOf(one["username"]);
    const { rows } = await house.superuser.query<{ person_id: string }>(
      "select person_id from membership where org_id = $1",
      [organization.id],
    );
    const payload = { people: rows.map(({ person_id }) => person_id), since };
    await house.act(organization, (ctx) => mailInvitations.run(ctx, payload));
    expect(await letters(one["username"])).toBe(1);
  });

  it("are all there or none", async () => {
    const rows = [row(), row({ email: "nonsense" })];
    await expect(load(rows)).rejects.toMatchObject({
      code: "invalid",
      fields: [
        { path: "rows.1.email", message: "Enter an e-mail address, such as name@example.org." },
      ],
    });
    expect(await people()).toBe(1);
    expect(await count("person where username = $1", [rows[0]?.["username"]])).toBe(0);
  });

  it("are not there after a dry run, which says the same", async () => {
    expect(await load([row()], true)).toEqual({ people: 1, imported: false, faults: [] });
    expect(await people()).toBe(1);
    expect(await count("job where org_id = $1 and kind = 'access.mailInvitations'")).toBe(0);
  });

  it("are imported once for one idempotency key", async () => {
    const rows = [row()];
    const entry = { idempotencyKey: newName() };
    expect(await load(rows, false, entry)).toEqual(await load(rows, false, entry));
    expect(await people()).toBe(2);
  });

  it("join with their account when name and address are known elsewhere", async () => {
    const elsewhere = await house.person(await house.organization(), ["member"]);
    const email = `${elsewhere.username}@EXAMPLE.org`;
    expect(await load([row({ username: elsewhere.username, email })])).toMatchObject({
      imported: true,
    });
    expect(await count("person_organization where organization_id = $1 and active")).toBe(2);
    // Who has a password signs in with it: there is nothing to choose by a link.
    expect(await letters(elsewhere.username)).toBe(0);
    expect(await faults([row({ username: elsewhere.username, email })])).toEqual([
      [0, "username", "This person is in the organisation already. Remove the line."],
    ]);
  });

  it("of two lists at once with one name are in one of them", async () => {
    const one = row();
    const both = await Promise.allSettled([load([row(), one]), load([one, row()])]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await people()).toBe(3);
  });

  it("are a thousand in one go, and no more", async () => {
    const rows = Array.from({ length: 1_000 }, () => row({ roles: ["Member"] }));
    const begin = performance.now();
    expect(await load(rows)).toMatchObject({ people: 1_000, imported: true });
    expect(performance.now() - begin).toBeLessThan(9_000);
    expect(await count("job where org_id = $1 and kind = 'access.mailInvitations'")).toBe(40);
    await expect(load([...rows, row()], true)).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("a list with faults", () => {
  it("is told every one of them, by row and column, with what to do", async () => {
    const double = row({ line: 2, employeeNumber: "7" });
    const found = await faults([
      double,
      row({ line: 3, username: String(double["username"]).toUpperCase(), employeeNumber: " 7 " }),
      row({ username: "x", email: "", printedName: "", language: "tlh" }),
      row({
        printedName: "=cmd|' /C calc'!A0",
        title: "+1",
        department: "@SUM(1)",
        employeeNumber: "-",
      }),
      row({ roles: ["Wizard", "Member@Atlantis", ""] }),
      row({ username: administrator.username }),
    ]);
    expect(found).toEqual([
      [1, "username", "Line 2 has this user name already. Correct one of the two."],
      [1, "employeeNumber", "Line 2 has this employee number already. Correct one of the two."],
      [2, "username", "Use 2 to 120 letters, digits, dots, hyphens or an e-mail address."],
      [2, "email", "This is missing. Fill it in."],
      [2, "printedName", "This is missing. Fill it in."],
      [2, "language", "Choose en, el or es."],
      [
        3,
        "printedName",
        "“=” at the beginning makes a formula of this in a spreadsheet. Remove it.",
      ],
      [3, "title", "“+” at the beginning makes a formula of this in a spreadsheet. Remove it."],
      [
        3,
        "department",
        "“@” at the beginning makes a formula of this in a spreadsheet. Remove it.",
      ],
      [
        3,
        "employeeNumber",
        "“-” at the beginning makes a formula of this in a spreadsheet. Remove it.",
      ],
      [4, "roles", "There is no role “Wizard”. Correct the name, or make the role first."],
      [4, "roles", "There is no scope “Atlantis”. Correct the name, or add the scope first."],
      [5, "username", "This person is in the organisation already. Remove the line."],
    ]);
  });

  it("is told when a name belongs to somebody elsewhere, and nothing about them", async () => {
    const elsewhere = await house.person(await house.organization(), ["member"]);
    expect(await faults([row({ username: elsewhere.username })])).toEqual([
      [0, "username", "This user name is taken. Choose another; names are never given out twice."],
    ]);
  });

  it("tells scopes of one name apart by what is above", async () => {
    const one = await house.scope(organization, "Production");
    const other = await house.scope(organization, "Store");
    await house.scope(organization, "Line 1", one);
    await house.scope(organization, "Line 1", other);
    expect(await faults([row({ roles: ["Member@Line 1"] })])).toEqual([
      [
        0,
        "roles",
        "There are several scopes “Line 1”. Write the one above it too, such as Production/Line 1.",
      ],
    ]);
    expect(await faults([row({ roles: ["Member@production / line 1"] })])).toEqual([]);
  });

  it("finds a role whose own name has an @", async () => {
    await house.call(
      "access.addRole",
      { name: "On call @ night", permissions: ["home.notice.read"] },
      administrator.token,
    );
    expect(await faults([row({ roles: ["On call @ night"] })])).toEqual([]);
  });

  it("with NUL, half a character or a line of a megabyte reaches nobody", async () => {
    const send = (payload: string) =>
      house.server.inject({
        method: "POST",
        url: "/api/v1/people/import",
        headers: {
          authorization: `Bearer ${administrator.token}`,
          "content-type": "application/json",
        },
        payload,
      });
    const of = (title: string) => JSON.stringify({ rows: [row({ title })] });
    for (const title of ["a\0b", "\ud83d", "x".repeat(100_001)])
      expect((await send(of(title))).statusCode).toBe(400);
    expect((await send(of("x".repeat(1_048_576)))).statusCode).toBe(413);
    expect((await send(of("x".repeat(1_001)))).json()).toMatchObject({
      errors: [{ path: "rows.0.title", message: "Use at most 1,000 characters." }],
    });
    expect(await people()).toBe(1);
  });
});

it("needs the right to manage people", async () => {
  const member = await house.person(organization, ["member"]);
  const refused = house.call("access.importPeople", { rows: [row()], dryRun: true }, member.token);
  await expect(refused).rejects.toMatchObject({ code: "forbidden" });
});
