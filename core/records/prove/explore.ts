import type { RecordData } from "../declare/rule.ts";
import type { Transition } from "../declare/machine.ts";
import { initialState, isFinal, type RecordType } from "../declare/type.ts";
import { refusals } from "../decide/transition.ts";

/** Four are enough for an author, an owner, somebody who judges and somebody who approves. */
const people = ["Ada", "Ben", "Cleo", "Dan"] as const;
const [author, owner] = people;

/** What matters of a record for its rules of segregation. Fields are always filled in and the type's own rules always hold. */
type Situation = Pick<RecordData, "state" | "parties" | "signatures">;

type Step = { readonly from: string; readonly says: string };

export type Exploration = {
  readonly situations: number;
  readonly faults: readonly string[];
};

/**
 * Visits every situation that four people who may do everything can bring a record into, through the very code that
 * decides for real records, and proves: everything can be brought to an end; no state is entered without the signatures that
 * it demands; nobody signs a judgement over what they made or own. A fault comes with the way that leads to it.
 */
export const explore = (type: RecordType): Exploration => {
  const first: Situation = {
    state: initialState(type),
    parties: [{ membershipId: author, part: "author" }],
    signatures: [],
  };
  const seen = new Map<string, Situation>([[keyOf(first), first]]);
  const cameBy = new Map<string, Step>();
  const before = new Map<string, string[]>();
  const faults: string[] = [];

  for (const [key, situation] of seen) {
    faults.push(...undemanded(type, situation).map((fault) => `${fault} ${wayTo(key)}`));
    for (const { says, next, fault } of stepsFrom(type, situation)) {
      const nextKey = keyOf(next);
      before.set(nextKey, [...(before.get(nextKey) ?? []), key]);
      if (!seen.has(nextKey)) {
        seen.set(nextKey, next);
        cameBy.set(nextKey, { from: key, says });
      }
      if (fault) faults.push(`${fault} ${wayTo(key)} → ${says}`);
    }
  }
  const ends = ending();
  const stuck = [...seen.keys()].find((key) => !ends.has(key));
  if (stuck !== undefined) faults.push(`There is no way to an end from here: ${wayTo(stuck)}`);
  return { situations: seen.size, faults: [...new Set(faults)] };

  function ending(): ReadonlySet<string> {
    const reaching = new Set(
      [...seen].filter(([, { state }]) => isFinal(type.states[state])).map(([key]) => key),
    );
    for (const key of reaching) for (const earlier of before.get(key) ?? []) reaching.add(earlier);
    return reaching;
  }

  function wayTo(key: string): string {
    const steps: string[] = [];
    for (let at = cameBy.get(key); at; at = cameBy.get(at.from)) steps.unshift(at.says);
    return `[${["made by Ada", ...steps].join(" → ")}]`;
  }
};

type Next = { readonly says: string; readonly next: Situation; readonly fault?: string };

const stepsFrom = (type: RecordType, situation: Situation): readonly Next[] => {
  const state = type.states[situation.state];
  const edits = Object.values(state?.edits ?? {}).flat().length > 0;
  return [
    // Only author and owner edit: were everybody an editor, nobody would be left to approve in any company.
    ...(edits && isAsked(type, "editor")
      ? [author, owner].map((who) => ({
          says: `${who} edits`,
          next: { ...situation, parties: withParty(situation, who, "editor") },
        }))
      : []),
    ...Object.entries(state?.on ?? {}).flatMap(([name, transition]) =>
      people
        .filter((who) => isOpen(type, name, situation, who))
        .map((who) => taken(type, name, transition, situation, who)),
    ),
  ];
};

const isOpen = (type: RecordType, name: string, situation: Situation, who: string): boolean =>
  refusals(
    type,
    name,
    recordIn(type, situation, name),
    { membershipId: who, may: () => true },
    "2026-01-01",
  ).filter(({ because }) => because !== "rule" && because !== "missing" && because !== "parent")
    .length === 0;

const recordIn = (type: RecordType, situation: Situation, name: string): RecordData => ({
  ...situation,
  ...{
    id: name,
    definition: type.version,
    scopeId: "",
    title: "",
    authorId: author,
    ownerId: owner,
  },
  ...{ dueOn: null, submittedAt: null, fields: {}, links: [], parent: null },
  // Whoever worked on the children is a third person, so that they bar somebody.
  children: Object.fromEntries(
    Object.entries(type.children).map(([as, { type: child }]) => [
      as,
      [
        {
          ...{
            id: as,
            state: initialState(child),
            title: "",
            ownerId: author,
            dueOn: null,
            fields: {},
          },
          parties: Object.values(child.states)
            .flatMap(({ on }) => Object.keys(on ?? {}))
            .map((step) => ({ membershipId: author, part: `took:${step}` })),
        },
      ],
    ]),
  ),
});

const taken = (
  type: RecordType,
  name: string,
  { to, signs, breaks = [] }: Transition,
  situation: Situation,
  who: string,
): Next => {
  const parties = isAsked(type, `took:${name}`)
    ? withParty(situation, who, `took:${name}`)
    : situation.parties;
  const standing = situation.signatures.filter(({ point }) => !breaks.includes(point));
  const signatures = signs
    ? [...standing.filter(({ point }) => point !== signs), { point: signs, membershipId: who }]
    : standing;
  const judges = signs !== undefined && type.signatures[signs]?.own !== true;
  const own = judges && (who === author || who === owner);
  const says = `${who}: ${name}`;
  return {
    says,
    next: { state: to, parties, signatures },
    ...(own
      ? { fault: `Somebody signs “${type.signatures[signs]?.means}” on what they made or own.` }
      : {}),
  };
};

const undemanded = (type: RecordType, { state, signatures }: Situation): readonly string[] =>
  (type.states[state]?.demands ?? [])
    .filter((point) => !signatures.some((standing) => standing.point === point))
    .map((point) => `“${state}” is entered without the signature “${point}”.`);

const withParty = ({ parties }: Situation, who: string, part: string): RecordData["parties"] =>
  parties.some((one) => one.membershipId === who && one.part === part)
    ? parties
    : [...parties, { membershipId: who, part }];

/** Parts that no rule asks for would only multiply the situations. */
const isAsked = (type: RecordType, part: string): boolean => {
  const known = askedOf.get(type);
  if (known) return known.has(part);
  const transitions = Object.values(type.states).flatMap(({ on }) => Object.values(on ?? {}));
  askedOf.set(type, new Set(transitions.flatMap(({ notBy = [] }) => notBy)));
  return isAsked(type, part);
};

const askedOf = new WeakMap<RecordType, ReadonlySet<string>>();

const keyOf = ({ state, parties, signatures }: Situation): string =>
  [
    state,
    ...parties.map(({ membershipId, part }) => `${membershipId} ${part}`).toSorted(),
    ...signatures.map(({ membershipId, point }) => `${membershipId} signed ${point}`).toSorted(),
  ].join("; ");
