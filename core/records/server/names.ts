import { type RecordType, permissionOf } from "#core/records";

/** "quality.capa.approvePlan": an operation of a type. */
export const operationId = (type: RecordType, verb: string): string => `${type.name}.${verb}`;

export const read = (type: RecordType): string => permissionOf(type, "read");

export const exampleId = "0198f1a0-0000-7000-8000-0000000000f1";

const examplePerson = "0198f1a0-0000-7000-8000-000000000002";
const exampleInstant = "2026-11-20T09:30:00.123456+00:00";

/** What stands in the API's document for a field. */
export const exampleOf = (type: RecordType, name: string): unknown => {
  const field = type.fields[name];
  if (!field) return null;
  switch (field.kind) {
    case "choice":
      return Object.keys(field.options ?? {})[0];
    case "choices":
      return Object.keys(field.options ?? {}).slice(0, 1);
    case "number":
      return field.least ?? 3;
    case "decimal":
      return (field.least ?? 1).toFixed(field.digits ?? 0);
    case "money":
      return { minor: 12_500, currency: "EUR" };
    case "date":
      return "2026-12-01";
    case "instant":
      return exampleInstant;
    case "yesNo":
      return true;
    case "person":
      return examplePerson;
    case "richText":
      return { blocks: [{ kind: "paragraph", inlines: [{ text: field.label }] }] };
    case "table":
      return [];
    case "text":
    case "longText":
      return field.label;
  }
};

/** A record as the API's document shows it. */
export const itemExample = (type: RecordType): Record<string, unknown> => ({
  id: exampleId,
  number: type.number ? "2026-0001" : null,
  title: `An example of a ${type.one}`,
  state: Object.keys(type.states)[0],
  definition: type.version,
  waitsFor: null,
  scopeId: "0198f1a0-0000-7000-8000-0000000000aa",
  scopeName: "Whole organisation",
  authorId: examplePerson,
  authorName: "Nora Lind",
  ownerId: null,
  ownerName: null,
  parentId: null,
  dueOn: null,
  occurredAt: null,
  effectiveOn: null,
  submittedAt: null,
  closedAt: null,
  createdAt: exampleInstant,
  updatedAt: exampleInstant,
  updatedName: "Nora Lind",
  version: 1,
  ...Object.fromEntries(
    Object.entries(type.fields).flatMap(([name, field]) => [
      [name, field.see ? undefined : exampleOf(type, name)],
      ...(field.kind === "person" && !field.see ? [[`${name}Name`, "Nora Lind"]] : []),
    ]),
  ),
  ...Object.fromEntries(Object.keys(type.computed).map((name) => [name, 0])),
});
