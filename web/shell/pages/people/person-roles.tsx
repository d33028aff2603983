import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Confirm,
  Day,
  Empty,
  FormDialog,
  Raw,
  Section,
  showSaved,
  Status,
  useMay,
  useRefresh,
} from "#kit";
import { RoleEndDialog } from "./role-end-dialog.tsx";
import { useRoleOptions, useScopeOptions, type Assignment, type Person } from "./data.ts";

/** What the person may do here, where, and until when. */
export function RoleList({ person }: { person: Person }): ReactNode {
  const [isAdding, setAdding] = useState(false);
  const mayChange = useMay("access.person.write") && person.active;
  const add = mayChange ? (
    <Button icon="plus" onPress={() => setAdding(true)}>
      {i18n.t("Add a role")}
    </Button>
  ) : null;
  return (
    <Section title={i18n.t("Roles")} actions={person.roles.length > 0 && add}>
      {person.roles.length === 0 && (
        <Empty icon="role" title={i18n.t("No roles")} action={add}>
          {i18n.t("Without a role a person can sign in but sees nothing.")}
        </Empty>
      )}
      <ul className="k-lines">
        {person.roles.map((role) => (
          <RoleLine key={role.id} person={person} role={role} mayChange={mayChange} />
        ))}
      </ul>
      {mayChange && <AddRole person={person} isOpen={isAdding} close={() => setAdding(false)} />}
    </Section>
  );
}

function RoleLine({
  person,
  role,
  mayChange,
}: {
  person: Person;
  role: Assignment;
  mayChange: boolean;
}): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const [isMoving, setMoving] = useState(false);
  const refresh = useRefresh();
  const remove = async (): Promise<void> => {
    await api.remove(`/people/${person.id}/roles/${role.id}`);
    await refresh("/people", "/log", "/roles");
    showSaved(i18n.t("Role removed"));
  };
  return (
    <li>
      <span className="k-strong">
        <Raw>{role.name}</Raw>
      </span>
      <span className="k-soft">
        {i18n.t("in")} <Raw>{role.scopeName}</Raw>
      </span>
      {role.endsOn && (
        <Status tone="risk" icon="clock">
          {i18n.t("until")} <Day on={role.endsOn} />
        </Status>
      )}
      {mayChange && (
        <span className="k-row">
          <Button tone="quiet" icon="clock" iconOnly onPress={() => setMoving(true)}>
            {i18n.t("Change the last day of the role {role}", { role: role.name })}
          </Button>
          <Button tone="quiet" icon="cross" iconOnly onPress={() => setAsking(true)}>
            {i18n.t("Remove the role {role}", { role: role.name })}
          </Button>
        </span>
      )}
      <RoleEndDialog
        personId={person.id}
        assignmentId={role.id}
        endsOn={role.endsOn}
        isOpen={isMoving}
        close={() => setMoving(false)}
      />
      <Confirm
        title={i18n.t("Remove this role?")}
        text={i18n.t("The person loses what it allowed at once. You can add it again.")}
        verb={i18n.t("Remove")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={remove}
      />
    </li>
  );
}

function AddRole({
  person,
  isOpen,
  close,
}: {
  person: Person;
  isOpen: boolean;
  close: () => void;
}): ReactNode {
  const roles = useRoleOptions();
  const scopes = useScopeOptions();
  const refresh = useRefresh();
  return (
    <FormDialog
      title={i18n.t("Add a role")}
      isOpen={isOpen}
      onClose={close}
      fields={[
        { kind: "combo", name: "roleId", label: i18n.t("Role"), required: true, options: roles },
        {
          kind: "combo",
          name: "scopeId",
          label: i18n.t("Where it applies"),
          help: i18n.t("There and in everything below it."),
          required: true,
          options: scopes,
        },
        {
          kind: "date",
          name: "endsOn",
          label: i18n.t("Last day"),
          help: i18n.t("Leave it empty for a role without an end."),
        },
      ]}
      initial={{ roleId: "", scopeId: scopes[0]?.key ?? "", endsOn: "" }}
      verb={i18n.t("Add the role")}
      save={({ roleId, scopeId, endsOn }) =>
        api.post(`/people/${person.id}/roles`, { roleId, scopeId, ...(endsOn ? { endsOn } : {}) })
      }
      onSaved={() => {
        void refresh("/people", "/log", "/roles");
        showSaved(i18n.t("Role added"));
      }}
    />
  );
}
