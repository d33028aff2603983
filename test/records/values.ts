import type { Field, RecordType } from "#core/records";
import { labelOf } from "#core/records";

/** Something that fits a field: the choice that comes first, a day that is over, a text that says the label. */
export const valueFor = (field: Field, personId: string, mark = field.label): unknown => {
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
      return "2020-01-01";
    case "instant":
      return "2020-01-01T00:00:00Z";
    case "yesNo":
      return true;
    case "person":
      return personId;
    case "richText":
      return { blocks: [{ kind: "paragraph", inlines: [{ text: mark }] }] };
    case "table":
      return [
        Object.fromEntries(
          Object.entries(field.columns ?? {}).map(([name, column]) => [
            name,
            valueFor(column, personId, mark),
          ]),
        ),
      ];
    case "text":
    case "longText":
      return mark;
  }
};

/** The same for a declared name, by the name that an input gives it. */
export const inputFor = (
  type: RecordType,
  name: string,
  personId: string,
): readonly [input: string, value: unknown] => {
  const field = type.fields[name];
  if (field) return [name, valueFor(field, personId)];
  if (name === "owner") return ["ownerId", personId];
  if (name === "dueOn") return ["dueOn", "2027-01-01"];
  if (name === "occurredAt") return ["occurredAt", "2020-01-01T00:00:00Z"];
  return [name, labelOf(type, name)];
};
