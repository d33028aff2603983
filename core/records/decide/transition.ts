import type { RecordData } from "../declare/rule.ts";
import type { Machine, Transition } from "../declare/machine.ts";
import { machineOf, permissionOf, type RecordType } from "../declare/type.ts";
import { barred } from "./bars.ts";
import { type Sentence, sentences } from "./sentences.ts";
import { labelOf, valueOf } from "./values.ts";

/** Who looks or acts. `may` answers for the record's own scope. */
export type Person = {
  readonly membershipId: string | null;
  readonly may: (permission: string) => boolean;
};

export type Refusal = Sentence & {
  readonly because: "state" | "right" | "person" | "missing" | "rule" | "parent" | "signature";
};

/**
 * Why a person may not take a transition now; empty when they may. The server decides by it and the page explains by it,
 * so a closed button and a refused request always give the same reason. What the step itself asks for is not counted.
 */
export const refusals = (
  type: RecordType,
  name: string,
  record: RecordData,
  person: Person,
  today: string,
): readonly Refusal[] => {
  const machine = machineOf(type, record.definition);
  const state = machine.states[record.state];
  const transition = state?.on?.[name];
  if (!state || !transition)
    return [
      {
        because: "state",
        says: sentences.wrongState,
        slots: { state: state?.label ?? record.state },
      },
    ];
  if (!person.may(permissionOf(type, transition.may)))
    return [{ because: "right", says: sentences.noRight }];
  return [
    ...ofPerson(transition, record, person),
    ...ofParent(transition, record),
    ...ofFields(type, transition, record),
    ...ofRules(type, transition, record, today),
    ...ofSignatures(machine, transition, record),
  ];
};

/**
 * Why a step that is open may not be taken with what was entered for it: nobody makes themselves the owner of what they
 * judge, the rules hold afterwards, too, and a standing signature is not undone in passing.
 */
export const refusalsAfter = (
  type: RecordType,
  { notBy = [], asks = [], breaks = [], rules = [] }: Transition,
  entered: RecordData,
  { membershipId }: Person,
  today: string,
): readonly Refusal[] => {
  const { signatures } = machineOf(type, entered.definition);
  const says = membershipId === null ? null : barred(notBy, entered, membershipId);
  const locks = entered.signatures.flatMap(({ point }) =>
    asks
      .filter((name) => !breaks.includes(point) && signatures[point]?.covers.includes(name))
      .map((name) => ({ name, meaning: signatures[point]?.means ?? point })),
  );
  return [
    ...(says === null ? [] : [{ because: "person" as const, says }]),
    ...ofRules(type, { rules }, entered, today),
    ...locks.map(({ name, meaning }) => ({
      because: "signature" as const,
      says: sentences.lockedField,
      slots: { field: labelOf(type, name), meaning },
    })),
  ];
};

const ofPerson = (
  transition: Transition,
  record: RecordData,
  { membershipId }: Person,
): readonly Refusal[] => {
  if (membershipId === null) return [{ because: "person", says: sentences.notBySystem }];
  if (transition.by === "owner" && record.ownerId !== membershipId)
    return [{ because: "person", says: sentences.onlyOwner }];
  const says = barred(transition.notBy ?? [], record, membershipId);
  return says === null ? [] : [{ because: "person", says }];
};

const ofParent = ({ parentIn }: Transition, { parent }: RecordData): readonly Refusal[] =>
  parentIn && parent && !parentIn.includes(parent.state)
    ? [{ because: "parent", says: sentences.parentState, slots: { states: parentIn.join(", ") } }]
    : [];

const ofFields = (
  type: RecordType,
  { needs = [] }: Transition,
  record: RecordData,
): readonly Refusal[] => {
  const missing = needs.filter((name) => isEmpty(valueOf(record, name)));
  if (missing.length === 0) return [];
  const fields = missing.map((name) => labelOf(type, name)).join(", ");
  return [{ because: "missing", says: sentences.missing, slots: { fields } }];
};

/** Undefined is what a viewer may not see, and so cannot be missing for them. */
export const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === "object" && "blocks" in value && !saysSomething(value.blocks));

/** A rich text of nothing but empty paragraphs says nothing. */
const saysSomething = (node: unknown): boolean => {
  if (typeof node !== "object" || node === null) return false;
  if ("text" in node) return String(node.text).trim() !== "";
  return Object.values(node).some(saysSomething);
};

const ofRules = (
  type: RecordType,
  { rules = [] }: Pick<Transition, "rules">,
  record: RecordData,
  today: string,
): readonly Refusal[] =>
  rules.flatMap((name) => {
    const rule = type.rules[name];
    return rule && !rule.holds(record, today)
      ? [{ because: "rule" as const, says: rule.says }]
      : [];
  });

/** What the next state demands must stand, unless this very step signs it. */
const ofSignatures = (
  machine: Machine,
  { to, signs, breaks = [] }: Transition,
  { signatures }: RecordData,
): readonly Refusal[] =>
  (machine.states[to]?.demands ?? [])
    .filter((point) => point !== signs)
    .filter(
      (point) => breaks.includes(point) || !signatures.some((standing) => standing.point === point),
    )
    .map((point) => ({
      because: "signature",
      says: sentences.unsigned,
      slots: { meaning: machine.signatures[point]?.means ?? point },
    }));
