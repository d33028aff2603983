import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, FormDialog, showSaved, useRefresh } from "#kit";
import type { Person } from "./data.ts";
import { personField } from "./person-field.tsx";

type EditProps = { person: Person; isOpen: boolean; close: () => void };

export function EditDialog({ person, isOpen, close }: EditProps): ReactNode {
  const refresh = useRefresh();
  const path = `/people/${person.id}`;
  return (
    <FormDialog
      title={i18n.t("Edit person")}
      isOpen={isOpen}
      onClose={close}
      fields={[
        {
          kind: "text",
          name: "printedName",
          label: i18n.t("Full name"),
          required: true,
          autoFocus: true,
        },
        { kind: "text", name: "title", label: i18n.t("Job title") },
        { kind: "text", name: "department", label: i18n.t("Department") },
        personField({
          name: "managerId",
          label: i18n.t("Manager"),
          placeholder: i18n.t("Nobody"),
          except: person.id,
          known: person.managerId ? { id: person.managerId, name: person.managerName ?? "" } : null,
        }),
        { kind: "text", name: "employeeNumber", label: i18n.t("Employee number") },
      ]}
      initial={valuesOf(person)}
      version={person.version}
      verb={i18n.t("Save")}
      save={(values, version) => api.patch<Person>(path, { version, ...orNull(values) })}
      latest={async () => {
        const newest = await api.get<Person>(path);
        return { version: newest.version, values: valuesOf(newest) };
      }}
      onSaved={() => {
        void refresh("/people", "/log", "/auth/session");
        showSaved(i18n.t("Person saved"));
      }}
    />
  );
}

function valuesOf({
  printedName,
  title,
  department,
  managerId,
  employeeNumber,
}: Person): Record<string, string> {
  return {
    printedName,
    title: title ?? "",
    department: department ?? "",
    managerId: managerId ?? "",
    employeeNumber: employeeNumber ?? "",
  };
}

function orNull(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]),
  );
}
