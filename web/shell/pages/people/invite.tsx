import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  api,
  Form,
  Link,
  PageFrame,
  showSaved,
  Skeleton,
  useGo,
  useRefresh,
  useResource,
  type FormField,
} from "#kit";
import { useDemoAccounts } from "../sign-in/use-demo-accounts.ts";
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
      <MailNote />
      {root && roles.length > 0 ? (
        <Form
          fields={[
            ...identity(),
            {
              kind: "combo",
              name: "roleId",
              label: i18n.t("First role"),
              help: i18n.t("More roles can be added afterwards."),
              placeholder: i18n.t("Choose a role"),
              options: roles,
            },
            {
              kind: "combo",
              name: "scopeId",
              label: i18n.t("Where it applies"),
              help: i18n.t("There and in everything below it."),
              options: scopes,
            },
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

/** What becomes of the mail where none can leave. */
function MailNote(): ReactNode {
  const { data: health } = useResource<{ dependencies: { email: string } }>("/system/health");
  const { data: accounts } = useDemoAccounts();
  if (accounts) {
    return (
      <p className="k-note">
        {i18n.t("This is the demo: the invitation appears in the")}{" "}
        <Link to="/outbox">{i18n.t("Demo mailbox")}</Link>.
      </p>
    );
  }
  if (health?.dependencies.email !== "not configured") return null;
  return (
    <p className="k-note">
      {i18n.t(
        "Mail is not set up here, so the invitation reaches nobody yet. Ask whoever runs this server to set it up, then choose Invite again on the person's page.",
      )}
    </p>
  );
}

function identity(): FormField[] {
  return [
    {
      kind: "text",
      name: "printedName",
      label: i18n.t("Full name"),
      help: i18n.t("Printed as written here: in lists, in the log and under signatures."),
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
