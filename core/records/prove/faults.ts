import type { Field } from "../declare/fields.ts";
import type { Machine, Transition } from "../declare/machine.ts";
import { initialState, isFinal, type RecordType } from "../declare/type.ts";
import { splitBar } from "../decide/bars.ts";

/** What is wrong with a declaration, all at once and each with what to do. Empty for a sound one. */
export const faultsOf = (type: RecordType): readonly string[] =>
  [
    ...names(type),
    ...fields(type),
    ...[type, ...type.earlier].flatMap((machine) => [
      ...states(type, machine),
      ...signatures(type, machine),
    ]),
    ...rules(type),
    ...versions(type),
  ].map((fault) => `${type.name}: ${fault}`);

const names = (type: RecordType): readonly string[] => [
  ...missing(
    /^[a-z]+\.[a-z][a-zA-Z]*$/.test(type.name),
    `"${type.name}" is no name such as "quality.capa".`,
  ),
  ...missing(/^(\/[a-z][a-z-]*)+$/.test(type.path), `"${type.path}" is no path such as "/capas".`),
  ...missing(
    type.create in type.permissions,
    `nobody declared the permission "${type.create}" that making one takes.`,
  ),
  ...missing("read" in type.permissions, `it needs a permission "read".`),
  ...Object.entries(type.permissions).flatMap(([verb, { allows, roles }]) => [
    ...missing(
      /^[a-z]+$/.test(verb),
      `the permission "${verb}" must be one word in small letters.`,
    ),
    ...missing(allows !== "", `the permission "${verb}" does not say what it allows.`),
    ...missing(roles.length > 0, `no role carries the permission "${verb}", so nobody may use it.`),
  ]),
  ...number(type),
];

const number = ({ number: format, fields: declared }: RecordType): readonly string[] => {
  if (format === null) return [];
  const { by } = format;
  const options = by ? Object.keys(declared[by.field]?.options ?? {}) : [];
  return [
    ...missing(
      /\{#+\}/.test(format.format),
      `the number "${format.format}" has no {####} for its digits.`,
    ),
    ...missing(
      !by || options.length > 0,
      `the number's prefix comes from "${by?.field}", which is no choice.`,
    ),
    ...options
      .filter((option) => by?.prefixes[option] === undefined)
      .map((option) => `the number has no prefix for "${option}".`),
  ];
};

const ordered = ["text", "choice", "number", "decimal", "date"];
const narrowed = ["text", "choice", "person", "number", "date", "yesNo"];
const MOST_INDEXED = 6;

const fields = (type: RecordType): readonly string[] => {
  const all = Object.entries(type.fields);
  const indexed = all.filter(([, field]) => field.sortable || field.filterable);
  return [
    ...all.flatMap(([name, field]) => ofField(type, name, field)),
    ...missing(
      indexed.length <= MOST_INDEXED,
      `${indexed.length} fields are sortable or filterable; each is an index, and ${MOST_INDEXED} are the most.`,
    ),
    ...Object.entries(type.children).flatMap(([as, { add }]) => [
      ...unknown(Object.keys(add), type.states, `"${as}" are added in the state`),
      ...unknown(Object.values(add), type.permissions, `"${as}" are added with the permission`),
    ]),
    ...Object.entries(type.computed).flatMap(([name, { of, in: counted, without = [] }]) => {
      const child = type.children[of]?.type;
      if (!child) return [`"${name}" is reckoned from "${of}", which is no child.`];
      return [...counted, ...without]
        .filter((state) => !(state in child.states))
        .map(
          (state) => `"${name}" counts the state "${state}", which ${child.name} does not have.`,
        );
    }),
  ];
};

/** What an answer, an input or a list's address calls something else already. */
const taken = new Set(
  [
    "id number title state definition version waitsFor scopeId scopeName authorId authorName owner ownerId ownerName",
    "parent parentId dueOn occurredAt effectiveOn submittedAt closedAt createdAt updatedAt updatedName created at",
    "parties children links linkedFrom signatures reason signature open overdue sort after limit",
  ].flatMap((line) => line.split(" ")),
);

const ofField = (type: RecordType, name: string, field: Field): readonly string[] => [
  ...missing(/^[a-z][a-zA-Z0-9]*$/.test(name), `"${name}" is no name for a field.`),
  ...missing(!taken.has(name), `every record has "${name}" already; name the field otherwise.`),
  ...missing(field.label !== "", `the field "${name}" has no label.`),
  ...missing(
    !field.sortable || (ordered.includes(field.kind) && field.required === true),
    `"${name}" cannot be sortable: only a required ${ordered.join(", ")} can.`,
  ),
  ...missing(
    !field.filterable || narrowed.includes(field.kind),
    `"${name}" cannot be filterable: only ${narrowed.join(", ")} can.`,
  ),
  ...missing(
    !field.see || (!field.sortable && !field.filterable),
    `"${name}" is not visible to everybody, so a list must not be filtered or ordered by it.`,
  ),
  ...missing(
    field.kind !== "person" || !(`${name}Name` in type.fields),
    `"${name}Name" is what the name of "${name}" is called; name the field otherwise.`,
  ),
  ...unknown(field.see?.in ?? [], type.states, `"${name}" is hidden in the state`),
  ...missing(
    !field.see || field.see.may in type.permissions,
    `"${name}" is seen with the permission "${field.see?.may}", which is not declared.`,
  ),
];

const common = new Set(["title", "owner", "dueOn", "occurredAt", "links"]);

const states = (type: RecordType, machine: Machine): readonly string[] => {
  const reached = reachable(machine);
  return Object.entries(machine.states).flatMap(([name, state]) => [
    ...missing(reached.has(name), `nothing leads to the state "${name}".`),
    ...missing(
      isFinal(state) || state.waits !== undefined,
      `the state "${name}" does not say whom it waits for.`,
    ),
    ...unknown(
      state.waits === "owner" ? [] : [state.waits ?? "read"],
      type.permissions,
      `the state "${name}" waits for the permission`,
    ),
    ...unknown(
      Object.keys(state.edits ?? {}),
      type.permissions,
      `the state "${name}" opens fields with the permission`,
    ),
    ...unknownFields(type, Object.values(state.edits ?? {}).flat(), `the state "${name}" opens`),
    ...unknown(
      state.demands ?? [],
      machine.signatures,
      `the state "${name}" demands the signature`,
    ),
    ...Object.entries(state.on ?? {}).flatMap(([step, transition]) =>
      ofTransition(type, machine, `${name}.${step}`, transition),
    ),
  ]);
};

const ofTransition = (
  type: RecordType,
  machine: Machine,
  where: string,
  transition: Transition,
): readonly string[] => {
  const {
    to,
    may,
    needs = [],
    asks = [],
    rules: asked = [],
    signs,
    breaks = [],
    notBy = [],
  } = transition;
  return [
    ...unknown([to], machine.states, `"${where}" leads to the state`),
    ...unknown([may], type.permissions, `"${where}" takes the permission`),
    ...unknownFields(type, [...needs, ...asks], `"${where}" asks for`),
    ...unknown(asked, type.rules, `"${where}" follows the rule`),
    ...unknown(signs ? [signs] : [], machine.signatures, `"${where}" signs`),
    ...unknown(breaks, machine.signatures, `"${where}" breaks the signature`),
    ...missing(transition.verb !== "", `"${where}" has no verb for its button.`),
    ...notBy.flatMap((bar) => {
      const [part, child] = splitBar(bar);
      const of = child === null ? type : type.children[child]?.type;
      if (!of) return [`"${where}" bars a part in "${child}", which is no child.`];
      return missing(isPart(of, part), `"${where}" bars "${bar}", which nobody can be.`);
    }),
  ];
};

const isPart = (type: RecordType, part: string): boolean => {
  if (["author", "editor", "owner"].includes(part)) return true;
  const [kind, name = ""] = part.split(":");
  if (kind === "signed") return name in type.signatures;
  const steps = Object.values(type.states).flatMap(({ on }) => Object.keys(on ?? {}));
  return kind === "took" && steps.includes(name);
};

const signatures = (type: RecordType, machine: Machine): readonly string[] => {
  const transitions = Object.values(machine.states).flatMap(({ on }) => Object.values(on ?? {}));
  return Object.entries(machine.signatures).flatMap(([point, { means, covers }]) => [
    ...missing(means !== "", `the signature "${point}" does not say what it means.`),
    ...missing(
      covers.some((covered) => covered !== "links" && !covered.includes(".")),
      `the signature "${point}" covers nothing of the record itself.`,
    ),
    ...ambiguous(machine, point),
    ...missing(
      transitions.some(({ signs }) => signs === point),
      `nothing signs "${point}".`,
    ),
    ...unseen(type, machine, point),
    ...covers.flatMap((covered) => {
      const [child = "", name] = covered.split(".");
      const signed =
        name === undefined ? type.fields[covered] : type.children[child]?.type.fields[name];
      // A signature shows its signer everything that it covers, and the log shows what was signed.
      if (signed?.see)
        return [`the signature "${point}" covers "${covered}", which not everybody may see.`];
      if (name === undefined)
        return unknownFields(type, [covered], `the signature "${point}" covers`);
      const of = type.children[child]?.type;
      return of
        ? unknownFields(of, [name], `the signature "${point}" covers in ${child}`)
        : [`the signature "${point}" covers "${covered}", and "${child}" is no child.`];
    }),
  ]);
};

/** A proof is given for a point: steps out of one state that lead apart must not share one. */
const ambiguous = (machine: Machine, point: string): readonly string[] =>
  Object.entries(machine.states).flatMap(([name, { on }]) => {
    const ends = Object.values(on ?? {}).filter(({ signs }) => signs === point);
    return missing(
      new Set(ends.map(({ to }) => to)).size <= 1,
      `two steps of the state "${name}" sign "${point}" and lead apart, so a signature does not say which was meant.`,
    );
  });

/** What is signed is shown to its signer, so a field that few may see is signed with that very permission. */
const unseen = (type: RecordType, machine: Machine, point: string): readonly string[] => {
  const signing = Object.values(machine.states)
    .flatMap(({ on }) => Object.values(on ?? {}))
    .filter(({ signs }) => signs === point);
  return (machine.signatures[point]?.covers ?? []).flatMap((covered) => {
    const [child = "", name] = covered.split(".");
    const field =
      name === undefined ? type.fields[covered] : type.children[child]?.type.fields[name];
    const see = field?.see;
    return see && signing.some(({ may }) => may !== see.may)
      ? [`the signature "${point}" covers "${covered}", which its signers may not see.`]
      : [];
  });
};

const rules = (type: RecordType): readonly string[] =>
  Object.entries(type.rules).flatMap(([name, { says }]) =>
    missing(/[.!?]$/.test(says), `the rule "${name}" does not say in a sentence what to do.`),
  );

const versions = (type: RecordType): readonly string[] => {
  const all = [type, ...type.earlier].map(({ version }) => version);
  return missing(
    new Set(all).size === all.length && all.every((version) => version <= type.version),
    "two machines have the same version, or an earlier one a higher version.",
  );
};

const reachable = (machine: Machine): ReadonlySet<string> => {
  const reached = new Set([initialState(machine)]);
  for (const name of reached)
    for (const { to } of Object.values(machine.states[name]?.on ?? {})) reached.add(to);
  return reached;
};

const missing = (holds: boolean, fault: string): readonly string[] => (holds ? [] : [fault]);

const unknown = (
  wanted: readonly string[],
  known: Readonly<Record<string, unknown>>,
  what: string,
): readonly string[] =>
  wanted
    .filter((name) => !(name in known))
    .map((name) => `${what} "${name}", which is not declared.`);

const unknownFields = (
  type: RecordType,
  wanted: readonly string[],
  what: string,
): readonly string[] =>
  unknown(
    wanted.filter((name) => !common.has(name)),
    type.fields,
    what,
  );
