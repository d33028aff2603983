export {
  choice,
  choices,
  date,
  decimal,
  instant,
  longText,
  money,
  number,
  person,
  richText,
  table,
  text,
  yesNo,
} from "./declare/fields.ts";
export type { Field, FieldKind, Fields } from "./declare/fields.ts";
export type { Machine, SignaturePoint, State, StateTone, Transition } from "./declare/machine.ts";
export { registryOf } from "./declare/registry.ts";
export type { Registry } from "./declare/registry.ts";
export type {
  ChildData,
  ParentData,
  Party,
  RecordData,
  Rule,
  StandingSignature,
} from "./declare/rule.ts";
export {
  initialState,
  isFinal,
  kebab,
  machineOf,
  permissionOf,
  recordType,
  snake,
} from "./declare/type.ts";
export type {
  Child,
  Computed,
  LinkKind,
  NumberFormat,
  Permission,
  RecordType,
} from "./declare/type.ts";
export { openFields, whyClosed, whyNoChild } from "./decide/edit.ts";
export { inEnglish, sentences } from "./decide/sentences.ts";
export type { Sentence } from "./decide/sentences.ts";
export { isEmpty, refusals, refusalsAfter } from "./decide/transition.ts";
export type { Person, Refusal } from "./decide/transition.ts";
export { faultsOf } from "./prove/faults.ts";
export { canonicalMachine } from "./prove/canonical.ts";
export { explore } from "./prove/explore.ts";
export { labelOf, valueOf } from "./decide/values.ts";
