import { i18n } from "@lingui/core";
import type { Field, RecordType } from "#core/records";
import { useResource } from "../api/lists.ts";
import type { Option } from "../controls/choices.tsx";
import type { UrlState } from "../pages/url-state.ts";
import { optionsOf, useChoices } from "./form-field.tsx";
import { say } from "./say.ts";

/** A filter of a list, and by which operator it narrows it: any of a few, exactly one, or from and to. */
export type RecordFilter = { name: string; label: string } & (
  | { kind: "anyOf" | "one"; options: readonly Option[] }
  | { kind: "range"; input: "date" | "text" }
  | { kind: "is" }
);

type Scopes = { items: { id: string; name: string; depth: number }[] };

/** What all records have, then the declared fields that can be filtered. */
export function useFilters(type: RecordType): readonly RecordFilter[] {
  const { people } = useChoices(type);
  const scopes = useResource<Scopes>("/scopes").data?.items ?? [];
  const places = scopes.map(({ id, name, depth }) => ({ key: id, label: name, depth, raw: true }));
  const states = Object.entries(type.states).map(([key, { label }]) => ({
    key,
    label: say(label),
  }));
  return [
    { name: "state", label: i18n.t("State"), kind: "anyOf", options: states },
    ...(type.owner === null
      ? []
      : [{ name: "ownerId", label: say(type.owner), kind: "one", options: people } as const]),
    ...(type.due === null
      ? []
      : ([
          { name: "dueOn", label: say(type.due), kind: "range", input: "date" },
          { name: "overdue", label: i18n.t("Overdue"), kind: "is" },
        ] as const)),
    ...Object.entries(type.fields).flatMap(([name, field]) => filterOf(name, field, people)),
    { name: "authorId", label: i18n.t("Made by"), kind: "one", options: people },
    { name: "scopeId", label: i18n.t("Scope"), kind: "one", options: places },
  ];
}

function filterOf(name: string, field: Field, people: readonly Option[]): RecordFilter[] {
  if (!field.filterable) return [];
  const common = { name, label: say(field.label) };
  switch (field.kind) {
    case "choice":
      return [{ ...common, kind: "anyOf", options: optionsOf(field) }];
    case "person":
      return [{ ...common, kind: "one", options: people }];
    case "date":
      return [{ ...common, kind: "range", input: "date" }];
    case "number":
      return [{ ...common, kind: "range", input: "text" }];
    case "yesNo":
      return [{ ...common, kind: "is" }];
    case "text":
    case "longText":
    case "richText":
    case "choices":
    case "decimal":
    case "money":
    case "instant":
    case "table":
      return [];
  }
}

/** The names in the address under which a filter stands. */
export function namesOf({ name, kind }: RecordFilter): readonly string[] {
  return kind === "range" ? [`${name}.from`, `${name}.to`] : [name];
}

/** What the API is asked for: the filters in the address, and whether closed records count. */
export function queryOf(
  filters: readonly RecordFilter[],
  state: UrlState,
): Record<string, string | undefined> {
  const open = state["show"] === "closed" ? "false" : state["show"] === "all" ? undefined : "true";
  const names = filters.flatMap(namesOf);
  return { open, ...Object.fromEntries(names.map((name) => [name, state[name]])) };
}

/** What a saved view remembers: everything in the address but what is only being looked at. */
export function remembered(state: UrlState): string {
  const { open: _, view: __, ...kept } = state;
  return new URLSearchParams(
    Object.entries(kept).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ).toString();
}
