import { i18n } from "@lingui/core";
import { labelOf, type RecordType } from "#core/records";
import { useResource } from "../api/lists.ts";
import type { Option } from "../controls/choices.tsx";
import type { FormField, FormValue, FormValues } from "../pages/form-fields.tsx";
import { say } from "./say.ts";
import type { RecordItem } from "./types.ts";

type People = { items: { id: string; printedName: string | null }[] };

export type Choices = { readonly people: readonly Option[] };

/** What pickers offer; asked once, shown wherever a person is named. */
export function useChoices(type: RecordType): Choices {
  const named =
    type.owner !== null || Object.values(type.fields).some(({ kind }) => kind === "person");
  const { data } = useResource<People>(named ? `${type.path}/people` : undefined);
  return {
    people: (data?.items ?? []).map(({ id, printedName }) => ({
      key: id,
      label: printedName ?? "",
      raw: true,
    })),
  };
}

/** The name under which the API takes a declared field. */
export const inputOf = (name: string): string => (name === "owner" ? "ownerId" : name);

/** A declared field as a field of a form. */
export function formFieldOf(type: RecordType, name: string, { people }: Choices): FormField {
  const common = { name: inputOf(name), label: say(labelOf(type, name)) };
  const field = type.fields[name];
  if (!field) {
    if (name === "owner") return { ...common, kind: "combo", options: people };
    if (name === "title") return { ...common, kind: "text", required: true, max: 200 };
    return { ...common, kind: "date" };
  }
  const shared = {
    ...common,
    ...(field.help ? { help: say(field.help) } : {}),
    ...(field.required ? { required: true } : {}),
  };
  const options = Object.entries(field.options ?? {}).map(([key, label]) => ({
    key,
    label: say(label),
  }));
  switch (field.kind) {
    case "longText":
    case "richText":
      return { ...shared, kind: "longText", rows: 5, max: field.max ?? 10_000 };
    case "choice":
      return { ...shared, kind: "select", options, placeholder: i18n.t("Choose") };
    case "person":
      return { ...shared, kind: "combo", options: people };
    case "date":
      return { ...shared, kind: "date" };
    case "yesNo":
      return { ...shared, kind: "check" };
    default:
      return { ...shared, kind: "text", max: field.max ?? 40 };
  }
}

/** What a form shows of a record. */
export function valueIn(type: RecordType, name: string, item: Partial<RecordItem>): FormValue {
  const value = item[inputOf(name)];
  if (type.fields[name]?.kind === "yesNo") return value === true;
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined ? "" : String(value);
}

/** What the API takes for what was typed; an empty field is null. */
export function bodyOf(
  type: RecordType,
  values: FormValues,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const typed = values[inputOf(name)];
      const kind = type.fields[name]?.kind;
      if (typed === "" || typed === undefined) return [inputOf(name), null];
      return [inputOf(name), kind === "number" ? Number(typed) : typed];
    }),
  );
}
