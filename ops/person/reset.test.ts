import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { factsAbout, lettersTo, linkOf } from "../../test/letters.ts";
import { enrol } from "../../test/second-factor.ts";
import { reset, resetCommand } from "./reset.ts";

const house = await testHouse();
const next = "seven quiet herons wade";
const decided = { "requested-by": "Ann Berg", "approved-by": "Otto Vik" };

it("two names at the console reset an account of two organisations, by a letter to the person", async () => {
  const person = await house.person(await house.organization(), ["member"]);
  await enrol(house, person.token, () => new Date());
  const other = await house.person(await house.organization(), ["administrator"]);
  const email = `${person.username}@example.org`;
  await house.call(
    "access.invitePerson",
    { username: person.username, email, printedName: "Known here too" },
    other.token,
  );
  const said = await reset(house.parts, { username: person.username, ...decided });
  const token = await linkOf(house, person.username);
  expect(said).not.toContain(token);
  await house.call("identity.followLink", { token, password: next });
  await house.call("identity.logIn", { username: person.username, password: next });
  const facts = await factsAbout(house, person.personId);
  expect(facts.filter((fact) => fact === "identity.resetAtConsole")).toHaveLength(2);
  expect(facts).toContain("- identity.resetAtConsole");
  const { rows } = await house.superuser.query(
    "select distinct context ->> 'kind' as kind, new::text from log_entry where type = 'identity.resetAtConsole'",
  );
  expect(rows).toEqual([
    { kind: "console", new: expect.stringContaining('"requestedBy": "Ann Berg"') },
  ]);
});

it.each([
  [{}, "--requested-by"],
  [{ "requested-by": "Ann", "approved-by": "ann" }, "It takes two people"],
  [{ "requested-by": "Nora.Lind", "approved-by": "Ann" }, "their own account"],
])("needs two people who are not the person: %j", async (names, sentence) => {
  const args = Object.entries({ username: "nora.lind", ...names }).flatMap(([key, value]) => [
    `--${key}`,
    value,
  ]);
  await expect(resetCommand(args, {})).rejects.toThrow(sentence);
});

it("says why nobody gets a letter", async () => {
  await expect(reset(house.parts, { username: "nobody.at.all", ...decided })).rejects.toThrow(
    "Nobody has the user name",
  );
  const person = await house.person(await house.organization(), ["member"]);
  await house.superuser.query(
    "select person_leave($1, organization_id) from person_organization where person_id = $1",
    [person.personId],
  );
  await expect(reset(house.parts, { username: person.username, ...decided })).rejects.toThrow(
    "belongs to no organisation",
  );
  expect(await lettersTo(house, `${person.username}@example.org`)).toEqual([]);
});
