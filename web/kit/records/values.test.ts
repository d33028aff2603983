import { expect, test } from "vitest";
import {
  choices,
  date,
  decimal,
  instant,
  money,
  number,
  recordType,
  richText,
  table,
  text,
  yesNo,
} from "#core/records";
import { bodyOf, valueIn } from "./values.ts";

const thing = recordType("test.thing", {
  ...{
    version: 1,
    one: "Thing",
    many: "Things",
    about: "Things.",
    path: "/things",
    retention: "test",
  },
  permissions: { read: { allows: "See things", roles: [] } },
  create: "read",
  fields: {
    note: text("Note"),
    count: number("Count"),
    weight: decimal("Weight", { digits: 2 }),
    price: money("Price"),
    day: date("Day"),
    at: instant("At"),
    done: yesNo("Done"),
    story: richText("Story"),
    kinds: choices("Kinds", { a: "A", b: "B" }),
    rows: table("Rows", { name: text("Name"), count: number("Count") }),
  },
  states: { open: { label: "Open", tone: "neutral" } },
});

const names = Object.keys(thing.fields);

test("what the API answers is what it gets back when nothing is typed, field kind by field kind", () => {
  const stored = {
    ...{ note: "Words", count: 12, weight: "1.25", price: { minor: 12_550, currency: "EUR" } },
    ...{ day: "2026-11-20", at: "2026-11-20T08:30:00.000Z", done: true, kinds: ["a", "b"] },
    story: { blocks: [{ kind: "paragraph", inlines: [{ text: "Once" }] }] },
    rows: [{ name: "First", count: 3 }],
  };
  const zone = "Europe/Athens";
  const shown = Object.fromEntries(
    names.map((name) => [name, valueIn(thing, name, stored as never, zone)]),
  );
  expect(shown["at"]).toBe("2026-11-20T10:30");
  expect(shown["price"]).toBe("125.50 EUR");
  expect(bodyOf(thing, shown, names, zone)).toEqual(stored);
});

test("what is empty is sent as nothing", () => {
  const shown = Object.fromEntries(names.map((name) => [name, valueIn(thing, name, {}, "UTC")]));
  expect(bodyOf(thing, shown, names, "UTC")).toEqual({
    ...{ note: null, count: null, weight: null, price: null, day: null, at: null, story: null },
    ...{ done: false, kinds: [], rows: [] },
  });
});

test.each([
  ["0.1 EUR", { minor: 10, currency: "EUR" }],
  ["12 jpy", { minor: 12, currency: "JPY" }],
  ["1,005 KWD", { minor: 1005, currency: "KWD" }],
  ["0.001 EUR", { minor: null, currency: "EUR" }],
  ["much", { minor: null, currency: "" }],
])("the amount %s", (typed, sent) => {
  expect(bodyOf(thing, { price: typed }, ["price"], "UTC")).toEqual({ price: sent });
});
