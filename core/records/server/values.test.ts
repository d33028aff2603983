import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testHouse, type TestPerson } from "../../../test/harness.ts";
import { choices, isEmpty, richText, table, text } from "#core/records";
import { inputOf } from "./shapes.ts";
import { kitOperations, layTables, roleWith } from "./kit-rig.ts";

type Thing = Record<string, unknown> & { id: string; version: number };

const house = await testHouse({ operations: kitOperations });
await layTables(house);
const organization = await house.organization();
const everything = await roleWith(house, organization, "everything", [
  ...["sample.thing.read", "sample.thing.write", "sample.thing.judge"],
  ...["sample.part.read", "sample.part.write"],
]);
const writer = await roleWith(house, organization, "writer", [
  "sample.thing.read",
  "sample.thing.write",
]);
const ada = await house.person(organization, [everything]);

const make = (values: object = {}, { token }: Pick<TestPerson, "token"> = ada) =>
  house.call<Thing>(
    "sample.thing.create",
    { scopeId: organization.id, title: "A thing", kind: "round", ...values },
    token,
  );
const edit = (
  { id, version }: Pick<Thing, "id" | "version">,
  values: object,
  { token }: Pick<TestPerson, "token"> = ada,
) => house.call<Thing>("sample.thing.edit", { id, version, ...values }, token);

const bold = (said: string) => ({
  blocks: [
    { kind: "paragraph", inlines: [{ text: said, strong: true, href: "https://example.org/" }] },
    { kind: "list", ordered: false, items: [[{ text: "one" }]] },
  ],
});

describe("the same value written differently", () => {
  it.each([
    [
      "an instant in another zone",
      { seenAt: "2026-11-20T09:30:00Z" },
      { seenAt: "2026-11-20T11:30:00.000+02:00" },
    ],
    [
      "an instant to the microsecond",
      { seenAt: "2026-11-20T09:30:00.123456Z" },
      { seenAt: "2026-11-20T09:30:00.123456+00:00" },
    ],
    [
      "when it happened",
      { occurredAt: "2020-11-20T09:30:00Z" },
      { occurredAt: "2020-11-20T10:30:00+01:00" },
    ],
    ["a decimal", { weight: "1.5" }, { weight: "01.500" }],
    ["a decimal of many digits", { weight: "-999999999999.999" }, { weight: "-999999999999.999" }],
    ["choices in another order", { colours: ["red", "blue"] }, { colours: ["blue", "red", "red"] }],
    ["a rich text", { story: bold("Whole") }, { story: bold("Whole") }],
    ["rows", { rows: [{ name: "a", size: 1 }] }, { rows: [{ size: 1, name: "a" }] }],
    ["money", { price: { minor: 5, currency: "EUR" } }, { price: { currency: "EUR", minor: 5 } }],
    ["nothing", {}, { note: "  ", price: null, colours: null, ownerId: null }],
    [
      "a person in capitals",
      { ownerId: ada.membershipId },
      { ownerId: ada.membershipId.toUpperCase() },
    ],
  ])("writes no version: %s", async (_, first, again) => {
    const made = await make(first);
    expect(await edit(made, again)).toMatchObject({ version: 1 });
  });

  it.each([
    ["a text that becomes the word null", { note: null }, { note: "null" }],
    ["a text that looks like JSON", { note: '{"a":1}' }, { note: '{"a": 1}' }],
    ["a text that looks like a list", { note: "[1,2]" }, { note: "[1, 2]" }],
    [
      "the emphasis in a rich text",
      { story: bold("Whole") },
      { story: { blocks: [{ kind: "paragraph", inlines: [{ text: "Whole" }] }] } },
    ],
    [
      "a microsecond",
      { seenAt: "2026-11-20T09:30:00.123456Z" },
      { seenAt: "2026-11-20T09:30:00.123457Z" },
    ],
    [
      "the last digit of a long decimal",
      { weight: "999999999999.998" },
      { weight: "999999999999.999" },
    ],
    [
      "a sum's currency",
      { price: { minor: 5, currency: "EUR" } },
      { price: { minor: 5, currency: "SEK" } },
    ],
  ])("is kept when it is another one: %s", async (_, first, other) => {
    const made = await make(first);
    const changed = await edit(made, other);
    expect(changed).toMatchObject({ version: 2 });
    const [[name, value]] = Object.entries(other) as [[string, unknown]];
    if (name !== "seenAt") expect(changed[name]).toEqual(value);
  });
});

describe("a value that cannot be", () => {
  it.each([
    ["an empty required choice", { kind: null }],
    ["a title of spaces", { title: " \n " }],
    ["a title over two lines", { title: "One\nTwo" }],
    ["a title with a bell", { title: "Ring\u0007" }],
    ["the year nought", { dueOn: "0000-01-01" }],
    ["an instant of the year nought", { seenAt: "0000-01-01T00:00:00Z" }],
    ["an instant far east", { seenAt: "2026-01-01T00:00:00+23:00", occurredAt: "x" }],
    ["too many digits", { weight: "1.2345" }],
    ["a whole number too large", { count: 1e300 }],
    ["an owner who is nobody", { ownerId: randomUUID() }],
  ])("is refused with a sentence: %s", async (_, values) => {
    const made = await make();
    await expect(edit(made, values)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(/[.]$/),
    });
  });

  it("keeps ten thousand characters of any script", async () => {
    const note = "Ω".repeat(9_990) + "👩‍🔬שלום";
    const made = await make({ note });
    expect(made["note"]).toBe(note);
  });
});

describe("what is required", () => {
  const nothing = [[], null, { blocks: [] }, { blocks: [{ kind: "paragraph", inlines: [] }] }];
  const blank = { blocks: [{ kind: "list", ordered: true, items: [[{ text: " " }], []] }] };

  it("is not met by what says nothing", () => {
    for (const value of [...nothing, blank, ""]) expect(isEmpty(value)).toBe(true);
    for (const value of [bold("Whole"), [0], 0, false, "x", { minor: 0, currency: "EUR" }])
      expect(isEmpty(value)).toBe(false);
    for (const declared of [
      richText("Story", { required: true }),
      choices("Colours", { red: "Red" }, { required: true }),
      table("Rows", { name: text("Name") }, { required: true }),
    ]) {
      const shape = inputOf(declared);
      for (const value of [...nothing, blank]) expect(shape.safeParse(value).success).toBe(false);
    }
  });
});

describe("who a record names", () => {
  it("an owner may read it where it lies", async () => {
    const elsewhere = await house.scope(organization, "Elsewhere");
    const blind = await house.person(organization, [{ role: everything, in: elsewhere }]);
    const refused = { code: "invalid", fields: [{ path: "ownerId" }] };
    await expect(make({ ownerId: blind.membershipId })).rejects.toMatchObject(refused);
    const made = await make();
    await expect(edit(made, { ownerId: blind.membershipId })).rejects.toMatchObject(refused);
    expect(await make({ ownerId: blind.membershipId, scopeId: elsewhere })).toMatchObject({
      ownerId: blind.membershipId,
    });
  });

  it("an owner who has left stays where they stand and comes nowhere new", async () => {
    const gone = await house.person(organization, [everything]);
    const made = await make({ ownerId: gone.membershipId });
    await house.superuser.query("update membership set active = false where id = $1", [
      gone.membershipId,
    ]);
    expect(await edit(made, { ownerId: gone.membershipId, note: "More" })).toMatchObject({
      version: 2,
    });
    await expect(make({ ownerId: gone.membershipId })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("a field with a right of its own", () => {
  it("is not set by whoever makes the record without it", async () => {
    const ben = await house.person(organization, [writer]);
    await expect(make({ verdict: "good" }, ben)).rejects.toMatchObject({
      code: "forbidden",
      fields: [{ path: "verdict" }],
    });
    expect(await make({ verdict: "good" })).toMatchObject({ verdict: "good" });
    expect(await make({ verdict: null }, ben)).toMatchObject({ version: 1 });
  });

  it("is not found out by trying values", async () => {
    const ben = await house.person(organization, [writer]);
    const made = await make({ verdict: "bad" });
    const answers = await Promise.all(
      ["good", "bad", null].map((verdict) => edit(made, { verdict }, ben).catch(String)),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/Your roles do not allow/);
  });
});
