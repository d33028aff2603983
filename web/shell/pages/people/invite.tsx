import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, Form, PageFrame, showSaved, Skeleton, useGo, useRefresh, type FormField } from "#kit";
import { useRoleOptions, useScopeOptions, type Person } from "./data.ts";

export function InvitePage(): ReactNode {
  const roles = useRoleOptions();
  const scopes = useScopeOptions();
  const refresh = useRefresh();
  const go = useGo();
  const root = scopes[0];
  return (
    <PageFrame
      title={i18n.t("Invite a person")}
      width="form"
      back={{ to: "/people", label: i18n.t("People") }}
    >
      <p className="k-soft">
        {i18n.t("They get a mail with a link, choose a password, and can sign in.")}
      </p>
      {root && roles.length > 0 ? (
        <Form
          fields={[
            ...identity(),
            {
              kind: "combo",
              name: "roleId",
              label: i18n.t("First role"),
              help: i18n.t("More roles can be added afterwards."),
              options: roles,
            },
            { kind: "combo", name: "scopeId", label: i18n.t("Holds in"), options: scopes },
          ]}
          initial={{
            printedName: "",
            email: "",
            username: "",
            title: "",
            department: "",
            employeeNumber: "",
            roleId: "",
            scopeId: root.key,
          }}
          verb={i18n.t("Send the invitation")}
          draft="people/invite"
          save={({ roleId, scopeId, ...person }) =>
            api.post<Person>("/people", {
              ...filled(person),
              roles: roleId ? [{ roleId, scopeId }] : [],
            })
          }
          onSaved={({ id }) => {
            void refresh("/people", "/log", "/demo");
            go(`/people/${id}`);
            showSaved(i18n.t("Invitation sent"));
          }}
          onCancel={() => go("/people")}
        />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function identity(): FormField[] {
  return [
    {
      kind: "text",
      name: "printedName",
      label: i18n.t("Printed name"),
      help: i18n.t("As it stands in lists, in the log and under signatures."),
      required: true,
      max: 200,
      autoFocus: true,
    },
    { kind: "text", name: "email", type: "email", label: i18n.t("Email"), required: true },
    {
      kind: "text",
      name: "username",
      label: i18n.t("User name"),
      help: i18n.t("For signing in. It is never given to anybody else, even later."),
      required: true,
    },
    { kind: "text", name: "title", label: i18n.t("Job title") },
    { kind: "text", name: "department", label: i18n.t("Department") },
    { kind: "text", name: "employeeNumber", label: i18n.t("Employee number") },
  ];
}

/** The API takes an absent value, not an empty text. */
function filled(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}
