import { describe, expect, it } from "vitest";
import {
  faultsOf,
  longText,
  number,
  person,
  recordType,
  type RecordType,
  text,
} from "#core/records";

const child = recordType("sample.part", {
  ...{ version: 1, one: "Part", many: "Parts", about: "Parts.", path: "/parts", retention: "x" },
  permissions: { read: { allows: "See", roles: ["member"] } },
  create: "read",
  fields: { price: number("Price", { see: { may: "read" } }) },
  states: { there: { label: "There", tone: "neutral" } },
});

const sound = recordType("sample.note", {
  ...{ version: 2, one: "Note", many: "Notes", about: "Notes.", path: "/notes", retention: "x" },
  number: { format: "{prefix}-{####}", by: { field: "kind", prefixes: { a: "A" } } },
  permissions: {
    read: { allows: "See notes", roles: ["member"] },
    write: { allows: "Write notes", roles: ["member"] },
  },
  create: "write",
  fields: {
    kind: { kind: "choice", label: "Kind", options: { a: "A" }, required: true, sortable: true },
    body: longText("Body"),
    secret: text("Secret", { see: { may: "write" } }),
  },
  children: { parts: { label: "Parts", type: child, add: { draft: "write" } } },
  computed: { share: { label: "Share", kind: "share", of: "parts", in: ["there"] } },
  rules: { fits: { says: "Make it fit.", holds: () => true } },
  signatures: { approval: { means: "Approved", covers: ["body"] } },
  states: {
    draft: {
      label: "Draft",
      tone: "neutral",
      waits: "owner",
      edits: { write: ["body"] },
      on: {
        approve: { to: "done", verb: "Approve", may: "write", rules: ["fits"], signs: "approval" },
      },
    },
    done: { label: "Done", tone: "force", demands: ["approval"] },
  },
});

type Change = (type: RecordType) => object;
const inDraft =
  (change: object): Change =>
  ({ states }) => ({ states: { ...states, draft: { ...states["draft"], ...change } } });
const inApprove =
  (change: object): Change =>
  (type) =>
    inDraft({ on: { approve: { ...type.states["draft"]?.on?.["approve"], ...change } } })(type);
const withField =
  (name: string, field: object): Change =>
  ({ fields }) => ({ fields: { ...fields, [name]: { kind: "text", label: "New", ...field } } });
const covering =
  (...covers: string[]): Change =>
  () => ({ signatures: { approval: { means: "Approved", covers } } });

/** Each breaks a declaration in one way. */
const planted: readonly (readonly [string, Change, string])[] = [
  ["no name of a type", () => ({ name: "note" }), 'is no name such as "quality.capa"'],
  ["no path", () => ({ path: "notes" }), 'is no path such as "/capas"'],
  ["nobody may make one", () => ({ create: "make" }), '"make" that making one takes'],
  [
    "no right to read",
    ({ permissions: { write } }) => ({ permissions: { write } }),
    'needs a permission "read"',
  ],
  [
    "a permission that is no word",
    ({ permissions }) => ({
      permissions: { ...permissions, "Do it": { allows: "x", roles: ["member"] } },
    }),
    "must be one word",
  ],
  [
    "a permission without words",
    ({ permissions }) => ({
      permissions: { ...permissions, judge: { allows: "", roles: ["member"] } },
    }),
    "does not say what it allows",
  ],
  [
    "a permission that nobody has",
    ({ permissions }) => ({
      permissions: { ...permissions, judge: { allows: "Judge", roles: [] } },
    }),
    "so nobody may use it",
  ],
  ["a number without digits", () => ({ number: { format: "N-{year}" } }), "has no {####}"],
  [
    "a prefix from no choice",
    () => ({ number: { format: "{prefix}{##}", by: { field: "body", prefixes: {} } } }),
    "which is no choice",
  ],
  [
    "a choice without its prefix",
    () => ({ number: { format: "{prefix}{##}", by: { field: "kind", prefixes: {} } } }),
    'no prefix for "a"',
  ],
  ["no name of a field", withField("the body", {}), "is no name for a field"],
  ["a name that every record has", withField("title", {}), 'has "title" already'],
  ["a name that an answer uses", withField("createdAt", {}), 'has "createdAt" already'],
  [
    "a name that another field's person has",
    ({ fields }) => ({ fields: { ...fields, judge: person("Judge"), judgeName: text("N") } }),
    "is what the name of",
  ],
  [
    "sight in no state",
    withField("other", { see: { may: "write", in: ["gone"] } }),
    'hidden in the state "gone"',
  ],
  [
    "children added in no state",
    () => ({ children: { parts: { label: "P", type: child, add: { gone: "write" } } } }),
    'added in the state "gone"',
  ],
  [
    "children added by no permission",
    () => ({ children: { parts: { label: "P", type: child, add: { draft: "judge" } } } }),
    'added with the permission "judge"',
  ],
  ["a field without a label", withField("other", { label: "" }), "has no label"],
  ["order by what may be empty", withField("other", { sortable: true }), "cannot be sortable"],
  [
    "a filter on long texts",
    withField("other", { kind: "longText", filterable: true }),
    "cannot be filterable",
  ],
  [
    "a filter on what is hidden",
    withField("other", { filterable: true, see: { may: "write" } }),
    "must not be filtered",
  ],
  [
    "sight by no permission",
    withField("other", { see: { may: "peep" } }),
    'seen with the permission "peep"',
  ],
  [
    "too many indexes",
    ({ fields }) => ({
      fields: {
        ...fields,
        ...Object.fromEntries(
          [1, 2, 3, 4, 5, 6].map((n) => [`f${n}`, text("F", { filterable: true })]),
        ),
      },
    }),
    "6 are the most",
  ],
  [
    "reckoning from no child",
    () => ({ computed: { share: { label: "S", kind: "count", of: "others", in: [] } } }),
    'from "others", which is no child',
  ],
  [
    "counting a state that is none",
    () => ({ computed: { share: { label: "S", kind: "count", of: "parts", in: ["gone"] } } }),
    'counts the state "gone"',
  ],
  [
    "a state that nothing leads to",
    ({ states }) => ({ states: { ...states, lost: { label: "Lost", tone: "neutral" } } }),
    'nothing leads to the state "lost"',
  ],
  [
    "a state that waits for nobody",
    inDraft({ waits: undefined }),
    "does not say whom it waits for",
  ],
  [
    "a state that waits for no permission",
    inDraft({ waits: "judge" }),
    'waits for the permission "judge"',
  ],
  [
    "fields opened by no permission",
    inDraft({ edits: { judge: ["body"] } }),
    'with the permission "judge"',
  ],
  ["no such field opened", inDraft({ edits: { write: ["bdoy"] } }), 'opens "bdoy"'],
  ["no such signature demanded", inDraft({ demands: ["seen"] }), 'demands the signature "seen"'],
  ["a step to no state", inApprove({ to: "approved" }), 'leads to the state "approved"'],
  ["a step that nobody may take", inApprove({ may: "judge" }), 'takes the permission "judge"'],
  ["a step that asks for no field", inApprove({ asks: ["plan"] }), 'asks for "plan"'],
  ["a step by no rule", inApprove({ rules: ["holds"] }), 'follows the rule "holds"'],
  ["a step that signs nothing known", inApprove({ signs: "seen" }), 'signs "seen"'],
  [
    "a step that breaks nothing known",
    inApprove({ breaks: ["seen"] }),
    'breaks the signature "seen"',
  ],
  ["a step without a button", inApprove({ verb: "" }), "has no verb"],
  [
    "a bar that nobody can be",
    inApprove({ notBy: ["took:send"] }),
    'bars "took:send", which nobody can be',
  ],
  ["a bar in no child", inApprove({ notBy: ["others.owner"] }), '"others", which is no child'],
  [
    "a signature without meaning",
    () => ({ signatures: { approval: { means: "", covers: ["body"] } } }),
    "does not say what it means",
  ],
  ["a signature over nothing", covering(), "covers nothing"],
  ["a signature that nothing gives", inApprove({ signs: undefined }), 'nothing signs "approval"'],
  ["a signature over no field", covering("bdoy"), 'covers "bdoy"'],
  ["a signature over no child", covering("others.title"), '"others" is no child'],
  ["a signature over what is hidden", covering("secret"), "which not everybody may see"],
  ["a signature over what a child hides", covering("parts.price"), "which not everybody may see"],
  [
    "a rule that is no sentence",
    () => ({ rules: { fits: { says: "misfit", holds: () => true } } }),
    "in a sentence what to do",
  ],
  [
    "two machines of one version",
    ({ states }) => ({ earlier: [{ version: 2, states, signatures: sound.signatures }] }),
    "two machines have the same version",
  ],
  [
    "an earlier machine of a later version",
    ({ states }) => ({ earlier: [{ version: 3, states, signatures: sound.signatures }] }),
    "an earlier one a higher version",
  ],
];

describe("a declaration", () => {
  it("that is sound has no faults", () => {
    expect(faultsOf(sound)).toEqual([]);
  });

  it.each(planted)("is told of %s", (_, change, says) => {
    const faults = faultsOf({ ...sound, ...change(sound) });
    expect(
      faults.some((fault) => fault.includes(says)),
      faults.join("\n"),
    ).toBe(true);
    expect(faults.every((fault) => /^[\w.]+: .+\.$/.test(fault))).toBe(true);
  });

  it("is told of all its faults at once", () => {
    const faults = faultsOf({ ...sound, path: "x", create: "make", number: { format: "N" } });
    expect(faults).toHaveLength(3);
  });
});
