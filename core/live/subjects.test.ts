import { describe, expect, test } from "vitest";
import { messagesFor } from "./frames.ts";
import { reachFrom } from "./reach.ts";
import { type KnownRecord, type Leaf, subjectsOf } from "./subjects.ts";

const [capa, action, other, east, west] = ["capa", "action", "other", "east", "west"];
const records = new Map<string, KnownRecord>([
  [capa, { type: "quality.capa", scope: east }],
  [other, { type: "quality.deviation", scope: west }],
]);
const leaf = (type: string, given: Partial<Leaf> = {}): Leaf => ({
  ...{ organizationId: "org", seq: 7, type, action: "insert", row: "row", version: null },
  ...{ scopes: [east], pointers: {} },
  ...given,
});
const about = (one: Leaf) =>
  subjectsOf(one, records).map(({ type, id, permission, scopes }) =>
    [type, id, permission, ...scopes].join(" "),
  );

describe("what an entry is about", () => {
  test.each<[string, Leaf, string[]]>([
    [
      "a record: its own type",
      leaf("records.record", { row: capa, pointers: { type: "quality.capa" } }),
      ["quality.capa capa quality.capa.read east"],
    ],
    [
      "a child record: itself and what it belongs to",
      leaf("records.record", {
        row: action,
        pointers: { type: "quality.capaAction", parent_id: capa },
      }),
      [
        "quality.capaAction action quality.capaAction.read east",
        "quality.capa capa quality.capa.read east",
      ],
    ],
    [
      "a comment: its record, with the record's right",
      leaf("records.comment", { pointers: { record_id: capa } }),
      ["quality.capa capa quality.capa.read east"],
    ],
    [
      "a signature: its record, whatever type its image names",
      leaf("signatures.signature", { pointers: { record_id: capa, type: "quality.deviation" } }),
      ["quality.capa capa quality.capa.read east"],
    ],
    [
      "a link: both ends, each where it lies",
      leaf("records.link", { pointers: { record_id: capa, to_id: other } }),
      [
        "quality.capa capa quality.capa.read east",
        "quality.deviation other quality.deviation.read west",
      ],
    ],
    [
      "a record that the log never had: nothing",
      leaf("records.comment", { pointers: { record_id: "nowhere" } }),
      [],
    ],
    ["a plain row: itself", leaf("home.notice"), ["home.notice row home.notice.read east"]],
    [
      "a moved row: where it is and where it was",
      leaf("home.notice", { action: "update", scopes: [west, east] }),
      ["home.notice row home.notice.read west east"],
    ],
    [
      "a role of a person: the person",
      leaf("access.membershipRole", { scopes: [null], pointers: { membership_id: "nora" } }),
      ["access.membership nora access.person.read"],
    ],
    [
      "a permission of a role: the role",
      leaf("access.rolePermission", { scopes: [null], pointers: { role_id: "auditor" } }),
      ["access.role auditor access.role.read"],
    ],
    ["a fact: nothing", leaf("home.notice", { action: "fact" }), []],
  ])("%s", (_, one, expected) => {
    expect(about(one)).toEqual(expected);
  });
});

describe("who reads it", () => {
  const reach = reachFrom({ "home.notice.read": [east], "access.role.read": "organization" });
  const heard = (...leaves: Leaf[]) =>
    messagesFor(
      reach,
      leaves.map((one) => ({ ...one, lateBy: 0, subjects: subjectsOf(one, records) })),
    );

  test("whoever reaches one of the scopes, and of what lies in none, whoever has the right everywhere", () => {
    expect(heard(leaf("home.notice"))).toHaveLength(1);
    expect(heard(leaf("home.notice", { scopes: [west] }))).toEqual([]);
    expect(heard(leaf("home.notice", { scopes: [west, east] }))).toHaveLength(1);
    expect(heard(leaf("home.notice", { scopes: [null] }))).toEqual([]);
    expect(heard(leaf("access.role", { scopes: [null] }))).toHaveLength(1);
    expect(heard(leaf("quality.capa"))).toEqual([]);
  });

  test("each thing once, with its newest number, and a version only if nothing but itself changed", () => {
    const changed = (seq: number, version: number | null) => leaf("home.notice", { seq, version });
    expect(heard(changed(1, 4), changed(2, 5))).toEqual([
      { type: "home.notice", id: "row", version: 5, seq: 2 },
    ]);
    expect(heard(changed(1, 4), changed(2, null), changed(3, 5))).toMatchObject([
      { version: null, seq: 3 },
    ]);
    expect(heard(leaf("home.notice", { action: "delete", version: 5 }))).toMatchObject([
      { version: null },
    ]);
  });
});
