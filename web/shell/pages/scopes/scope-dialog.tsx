import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  api,
  FormDialog,
  showSaved,
  useRefresh,
  type FormField,
  type FormValues,
  type Option,
} from "#kit";

export type Scope = {
  id: string;
  parentId: string | null;
  kind: string;
  name: string;
  depth: number;
  version: number;
};

export type ScopeAction = { kind: "add" | "rename" | "move"; scope: Scope };

type Step = {
  title: string;
  verb: string;
  fields: FormField[];
  initial: FormValues;
  save: (values: FormValues, version: number) => Promise<unknown>;
  saved: string;
};

export function ScopeDialog({
  action,
  scopes,
  close,
}: {
  action: ScopeAction;
  scopes: readonly Scope[];
  close: () => void;
}): ReactNode {
  const refresh = useRefresh();
  const { title, verb, fields, initial, save, saved } = stepFor(action, scopes);
  return (
    <FormDialog
      title={title}
      isOpen
      onClose={close}
      fields={fields}
      initial={initial}
      version={action.scope.version}
      verb={verb}
      save={save}
      onSaved={() => {
        void refresh("/scopes", "/people", "/notices", "/log");
        showSaved(saved);
      }}
    />
  );
}

function stepFor({ kind, scope }: ScopeAction, scopes: readonly Scope[]): Step {
  const path = `/scopes/${scope.id}`;
  const parent = (label: string, options: readonly Scope[]): FormField => ({
    kind: "combo",
    name: "parentId",
    label,
    required: true,
    options: options.map(asOption),
  });
  if (kind === "add") {
    return {
      title: i18n.t("Add a scope"),
      verb: i18n.t("Add the scope"),
      saved: i18n.t("Scope added"),
      fields: [...nameAndKind(), parent(i18n.t("Below"), scopes)],
      initial: { name: "", kind: "department", parentId: scope.id },
      save: (values) => api.post("/scopes", values),
    };
  }
  if (kind === "rename") {
    return {
      title: i18n.t("Rename the scope"),
      verb: i18n.t("Save"),
      saved: i18n.t("Scope saved"),
      fields: scope.parentId ? nameAndKind() : nameAndKind().slice(0, 1),
      initial: { name: scope.name, kind: scope.kind },
      save: ({ name, kind: kindOf }, version) =>
        api.patch(path, { version, name, ...(scope.parentId ? { kind: kindOf } : {}) }),
    };
  }
  return {
    title: i18n.t("Move {name}", { name: scope.name }),
    verb: i18n.t("Move"),
    saved: i18n.t("Scope moved"),
    fields: [parent(i18n.t("New place below"), outside(scope, scopes))],
    initial: { parentId: scope.parentId ?? "" },
    save: ({ parentId }, version) => api.post(`${path}/move`, { version, parentId }),
  };
}

function nameAndKind(): FormField[] {
  return [
    {
      kind: "text",
      name: "name",
      label: i18n.t("Name"),
      required: true,
      max: 200,
      autoFocus: true,
    },
    {
      kind: "text",
      name: "kind",
      label: i18n.t("Kind"),
      help: i18n.t("One word for what it is: site, department, building, client."),
      required: true,
      max: 40,
    },
  ];
}

/** A scope cannot move below itself. The list is in tree order, so what is below follows with greater depth. */
function outside(scope: Scope, scopes: readonly Scope[]): Scope[] {
  const start = scopes.findIndex(({ id }) => id === scope.id);
  const after = scopes.findIndex(({ depth }, index) => index > start && depth <= scope.depth);
  return scopes.filter((_, index) => index < start || (after !== -1 && index >= after));
}

function asOption({ id, name, depth }: Scope): Option {
  return { key: id, label: name, depth, raw: true };
}
