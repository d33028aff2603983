import { i18n } from "@lingui/core";
import { type Field, labelOf, type RecordType } from "#core/records";
import { useResource } from "../api/lists.ts";
import type { Option } from "../controls/choices.tsx";
import type { FormField, OwnField } from "../pages/form-fields.tsx";
import { RichTextInput } from "./rich-text-input.tsx";
import { RowsInput } from "./rows-input.tsx";
import { say } from "./say.ts";
import { inputName } from "./values.ts";

type People = { items: { id: string; printedName: string | null }[] };

export type Choices = { readonly people: readonly Option[] };

/** What pickers offer; asked once, shown wherever a person is named. */
export function useChoices(type: RecordType): Choices {
  const { data } = useResource<People>(`${type.path}/people`);
  return {
    people: (data?.items ?? []).map(({ id, printedName }) => ({
      key: id,
      label: printedName ?? "",
      raw: true,
    })),
  };
}

/** What every record has, or a declared field, as a field of a form. */
export function formFieldOf(type: RecordType, name: string, choices: Choices): FormField {
  const field = type.fields[name];
  if (field) return fieldOf(name, field, choices);
  const common = { name: inputName(name), label: say(labelOf(type, name)) };
  if (name === "owner") return { ...common, kind: "combo", options: choices.people };
  if (name === "title") return { ...common, kind: "text", required: true, max: 200 };
  return { ...common, kind: name === "occurredAt" ? "dateTime" : "date" };
}

function fieldOf(name: string, field: Field, choices: Choices): FormField {
  const { label, help, required, max } = field;
  const common = {
    ...{ name, label: say(label) },
    ...(help ? { help: say(help) } : {}),
    ...(required ? { required: true } : {}),
  };
  switch (field.kind) {
    case "longText":
      return { ...common, kind: "longText", rows: 5, max: max ?? 10_000 };
    case "richText":
      return { ...common, kind: "own", show: richText({ ...common, maxLength: max }) };
    case "choice":
      return { ...common, kind: "select", options: optionsOf(field), placeholder: chooseOne() };
    case "choices":
      return { ...common, kind: "choices", options: optionsOf(field) };
    case "person":
      return { ...common, kind: "combo", options: choices.people };
    case "date":
      return { ...common, kind: "date" };
    case "instant":
      return { ...common, kind: "dateTime" };
    case "yesNo":
      return { ...common, kind: "check" };
    case "money":
      return { ...common, kind: "text", max: 24, help: common.help ?? amountHelp() };
    case "table":
      return { ...common, kind: "own", show: rowsOf(field, choices), written: rowsInWords };
    case "number":
    case "decimal":
      return { ...common, kind: "text", max: 20 };
    case "text":
      return { ...common, kind: "text", max: max ?? 200 };
  }
}

export function optionsOf({ options = {} }: Field): Option[] {
  return Object.entries(options).map(([key, label]) => ({ key, label: say(label) }));
}

const chooseOne = (): string => i18n.t("Choose");

const amountHelp = (): string => i18n.t("An amount and its currency, such as 125.00 EUR.");

type RichTextFrame = Omit<Parameters<typeof RichTextInput>[0], "value" | "onChange" | "error">;

function richText(frame: RichTextFrame) {
  return ({ value, onChange, error }: OwnField) => (
    <RichTextInput {...frame} value={String(value)} onChange={onChange} error={error} />
  );
}

function rowsOf({ label, help, max = 200, columns = {} }: Field, choices: Choices) {
  const fields = Object.entries(columns).map(([name, column]) => fieldOf(name, column, choices));
  return ({ value, onChange, error }: OwnField) => (
    <RowsInput
      {...{ fields, max, error, onChange }}
      label={say(label)}
      help={help && say(help)}
      rows={Array.isArray(value) ? value : []}
    />
  );
}

function rowsInWords(rows: unknown): string {
  return (Array.isArray(rows) ? rows : [])
    .map((row) => Object.values(JSON.parse(String(row)) as object).join(" "))
    .join("; ");
}
