import { choice, choices, decimal, instant, longText, money, number } from "#core/records";
import { type Child, recordType, richText, table, text, yesNo } from "#core/records";
import type { Operation } from "#core/operation";
import { compileRecords } from "./compile.ts";
import { myWorkOperation } from "./work.ts";
import type { TestHouse, TestOrganization } from "../../../test/harness.ts";

/** A part of a thing: what its own thing's signature covers, and what it does not. */
const part = recordType("sample.part", {
  version: 1,
  one: "part",
  many: "parts",
  about: "What a thing consists of.",
  path: "/parts",
  retention: "quality",
  number: "{parent}-{##}",
  owner: "Owner",
  permissions: {
    read: { allows: "See parts", roles: ["member"] },
    write: { allows: "Change parts", roles: ["member"] },
  },
  create: "write",
  fields: { material: text("Material") },
  states: {
    open: {
      label: "Open",
      tone: "neutral",
      waits: "owner",
      parentIn: ["draft"],
      edits: { write: ["title", "owner", "material"] },
      on: { finish: { to: "finished", verb: "Finish", may: "write" } },
    },
    finished: { label: "Finished", tone: "force" },
  },
});

const parts: Child = { label: "Parts", type: part, add: { draft: "write" } };

/** One field of nearly every kind, two rights beside reading, and a field that few may see. */
export const thing = recordType("sample.thing", {
  version: 1,
  one: "thing",
  many: "things",
  about: "Whatever somebody wants to keep.",
  path: "/things",
  retention: "quality",
  number: "T-{year}-{##}",
  owner: "Owner",
  due: "Due",
  occurred: "Happened",
  permissions: {
    read: { allows: "See things", roles: ["member"] },
    write: { allows: "Change things", roles: ["member"] },
    judge: { allows: "Judge things", roles: ["member"] },
  },
  create: "write",
  fields: {
    kind: choice("Kind", { round: "Round", square: "Square" }, { required: true, sortable: true }),
    note: longText("Note"),
    story: richText("Story"),
    colours: choices("Colours", { red: "Red", green: "Green", blue: "Blue" }),
    count: number("Count"),
    weight: decimal("Weight", { digits: 3 }),
    price: money("Price"),
    seenAt: instant("Seen"),
    fragile: yesNo("Fragile"),
    rows: table("Rows", { name: text("Name", { required: true }), size: number("Size") }),
    verdict: choice("Verdict", { good: "Good", bad: "Bad" }, { see: { may: "judge" } }),
  },
  children: { parts },
  links: { like: { label: "Like", back: "Liked by", to: ["sample.thing"] } },
  computed: {
    done: { label: "Done", kind: "share", of: "parts", in: ["finished"] },
  },
  signatures: {
    approved: { means: "Approved", covers: ["title", "story", "rows", "seenAt", "parts.material"] },
  },
  states: {
    draft: {
      label: "Draft",
      tone: "neutral",
      waits: "owner",
      edits: {
        write: [
          ...["title", "owner", "dueOn", "links", "kind", "note", "story", "colours"],
          ...["count", "weight", "price", "seenAt", "fragile", "rows"],
        ] as ("title" | "note")[],
        judge: ["verdict"],
      },
      on: {
        approve: {
          to: "approved",
          verb: "Approve",
          may: "judge",
          asks: ["story", "rows", "seenAt", "owner"],
          signs: "approved",
          notBy: ["owner"],
        },
        submit: { to: "submitted", verb: "Submit", may: "write" },
      },
    },
    submitted: {
      label: "Submitted",
      tone: "waiting",
      waits: "judge",
      edits: { write: ["note", "links"] },
      on: { back: { to: "draft", verb: "Send back", may: "judge" } },
    },
    approved: { label: "Approved", tone: "force", demands: ["approved"] },
  },
});

export const kitOperations: readonly Operation[] = [
  ...compileRecords([thing, part]).operations,
  {
    ...myWorkOperation([thing, part]),
    id: "sample.listMyWork",
    http: { method: "GET", path: "/sample/my-work" },
  },
];

const tables = `
  set role plumbline_owner;
  create table thing (
    org_id uuid not null, id uuid not null, scope_id uuid not null, kind text not null, note text, story jsonb, colours text[], count bigint,
    weight bigint, price_minor bigint, price_currency text, seen_at timestamptz, fragile boolean, rows jsonb, verdict text,
    primary key (org_id, id), foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade);
  select protect_table('thing', 'tenant', 'sample.thing', scoped => true, app_may => 'select, insert, update');
  create table part (
    org_id uuid not null, id uuid not null, scope_id uuid not null, material text,
    primary key (org_id, id), foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade);
  select protect_table('part', 'tenant', 'sample.part', scoped => true, app_may => 'select, insert, update');
  reset role`;

export const layTables = (house: TestHouse): Promise<unknown> => house.superuser.query(tables);

/** A role of the organisation with these rights to things and parts; answers its key for `house.person`. */
export const roleWith = async (
  house: TestHouse,
  organization: TestOrganization,
  name: string,
  permissions: readonly string[],
): Promise<string> => {
  await house.act(organization, async (ctx) => {
    const id = ctx.newId();
    const org_id = organization.id;
    await ctx.db.insertInto("role").values({ org_id, id, key: name, name }).execute();
    for (const permission of permissions)
      await ctx.db
        .insertInto("role_permission")
        .values({ org_id, id: ctx.newId(), role_id: id, permission })
        .execute();
  });
  return name;
};
