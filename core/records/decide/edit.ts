import type { RecordData } from "../declare/rule.ts";
import { machineOf, permissionOf, type RecordType } from "../declare/type.ts";
import type { Registry } from "../declare/registry.ts";
import { type Sentence, sentences } from "./sentences.ts";
import type { Person } from "./transition.ts";
import { labelOf } from "./values.ts";

/** Why a person may not change a field now, or null when they may. */
export const whyClosed = (
  registry: Registry,
  type: RecordType,
  name: string,
  record: RecordData,
  person: Person,
): Sentence | null => {
  const slots = { field: labelOf(type, name) };
  const machine = machineOf(type, record.definition);
  const state = machine.states[record.state];
  const open = Object.entries(state?.edits ?? {}).filter(([, names]) => names.includes(name));
  if (open.length === 0)
    return {
      says: sentences.closedField,
      slots: { ...slots, state: state?.label ?? record.state },
    };
  const above = registry.parentOf(type)?.parent;
  if (state?.parentIn && record.parent && !state.parentIn.includes(record.parent.state)) {
    const states = state.parentIn.map((one) => above?.states[one]?.label ?? one).join(", ");
    return { says: sentences.parentField, slots: { ...slots, states } };
  }
  const lock = lockOf(registry, type, name, record);
  if (lock !== null) return { says: sentences.lockedField, slots: { ...slots, meaning: lock } };
  return open.some(([verb]) => person.may(permissionOf(type, verb)))
    ? null
    : { says: sentences.notYourField, slots };
};

/** What can be changed in the record's present state by this person. */
export const openFields = (
  registry: Registry,
  type: RecordType,
  record: RecordData,
  person: Person,
): readonly string[] => {
  const edits = machineOf(type, record.definition).states[record.state]?.edits ?? {};
  return [...new Set(Object.values(edits).flat())].filter(
    (name) => whyClosed(registry, type, name, record, person) === null,
  );
};

/** The meaning of a standing signature that covers the field: here, or at the parent under the child's name. */
const lockOf = (
  registry: Registry,
  type: RecordType,
  name: string,
  record: RecordData,
): string | null => {
  const { signatures } = machineOf(type, record.definition);
  for (const { point } of record.signatures) {
    if (signatures[point]?.covers.includes(name)) return signatures[point].means;
  }
  const above = registry.parentOf(type);
  for (const point of record.parent?.points ?? []) {
    const signed = above?.parent.signatures[point];
    if (signed?.covers.includes(`${above?.as}.${name}`)) return signed.means;
  }
  return null;
};

/** A child cannot come or go while a signature covers its parent's children. */
export const whyNoChild = (
  parent: RecordType,
  as: string,
  record: RecordData,
  person: Person,
): Sentence | null => {
  const { states, signatures } = machineOf(parent, record.definition);
  const state = states[record.state];
  const verb = parent.children[as]?.add[record.state];
  const slots = { field: parent.children[as]?.label ?? as, state: state?.label ?? record.state };
  if (verb === undefined) return { says: sentences.closedField, slots };
  const lock = record.signatures.find(({ point }) =>
    signatures[point]?.covers.some((covered) => covered.startsWith(`${as}.`)),
  );
  if (lock)
    return {
      says: sentences.lockedField,
      slots: { ...slots, meaning: signatures[lock.point]?.means ?? lock.point },
    };
  return person.may(permissionOf(parent, verb)) ? null : { says: sentences.noRight };
};
