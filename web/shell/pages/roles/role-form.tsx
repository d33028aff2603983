import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  api,
  Form,
  PageFrame,
  Problem,
  showSaved,
  Skeleton,
  useGo,
  usePathParameter,
  useRefresh,
  type FormField,
  type FormValues,
} from "#kit";
import type { Role } from "./data.ts";
import { PermissionMatrix } from "./permission-matrix.tsx";
import { useRole } from "./role.tsx";
import "../pages.css";

export function NewRolePage(): ReactNode {
  const saved = useSaved();
  const go = useGo();
  return (
    <PageFrame
      title={i18n.t("Make a role")}
      width="form"
      back={{ to: "/roles", label: i18n.t("Roles") }}
    >
      <Form
        fields={fields()}
        initial={{ name: "", description: "", permissions: [] }}
        verb={i18n.t("Make the role")}
        draft="roles/new"
        save={(values) => api.post<Role>("/roles", values)}
        onSaved={saved}
        onCancel={() => go("/roles")}
      />
    </PageFrame>
  );
}

export function EditRolePage(): ReactNode {
  const id = usePathParameter("id");
  const role = useRole(id);
  const saved = useSaved();
  const go = useGo();
  const latest = async () => {
    const { items } = await api.get<{ items: Role[] }>("/roles");
    const newest = items.find((item) => item.id === id);
    return { version: newest?.version ?? 0, values: valuesOf(newest) };
  };
  return (
    <PageFrame
      title={i18n.t("Edit role")}
      width="form"
      back={{ to: `/roles/${id}`, label: i18n.t("Role") }}
    >
      {role.data ? (
        <Form
          fields={fields()}
          initial={valuesOf(role.data)}
          version={role.data.version}
          verb={i18n.t("Save")}
          draft={`roles/${id}`}
          save={(values, version) => api.patch<Role>(`/roles/${id}`, { version, ...values })}
          latest={latest}
          onSaved={saved}
          onCancel={() => go(`/roles/${id}`)}
        />
      ) : role.error ? (
        <Problem error={role.error} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function fields(): FormField[] {
  return [
    {
      kind: "text",
      name: "name",
      label: i18n.t("Name"),
      required: true,
      max: 100,
      autoFocus: true,
    },
    { kind: "text", name: "description", label: i18n.t("What for"), max: 500 },
    {
      kind: "own",
      name: "permissions",
      label: i18n.t("Permissions"),
      required: true,
      show: ({ value, onChange, error }) => (
        <fieldset className="s-fieldset" aria-invalid={error !== undefined} tabIndex={-1}>
          <legend>{i18n.t("Permissions")}</legend>
          {error && <p className="k-error">{i18n.t("Choose at least one.")}</p>}
          <PermissionMatrix granted={Array.isArray(value) ? value : []} change={onChange} />
        </fieldset>
      ),
    },
  ];
}

function valuesOf(role: Role | undefined): FormValues {
  return {
    name: role?.name ?? "",
    description: role?.description ?? "",
    permissions: role?.permissions ?? [],
  };
}

function useSaved(): (role: Role) => void {
  const refresh = useRefresh();
  const go = useGo();
  return ({ id }) => {
    void refresh("/roles", "/people", "/log").then(() => go(`/roles/${id}`));
    showSaved(i18n.t("Role saved"));
  };
}
