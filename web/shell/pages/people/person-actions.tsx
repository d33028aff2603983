import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, Button, FormDialog, sentence, showSaved, useMay, useRefresh, useSession } from "#kit";
import type { Person } from "./data.ts";

type Open = "edit" | "deactivate" | "reactivate" | undefined;

export function PersonActions({ person }: { person: Person }): ReactNode {
  const [open, setOpen] = useState<Open>();
  const { membership } = useSession();
  const isSelf = membership?.id === person.id;
  const close = (): void => setOpen(undefined);
  if (!useMay("access.person.write")) return null;
  return (
    <>
      {person.active && <Button onPress={() => setOpen("edit")}>{i18n.t("Edit")}</Button>}
      {person.active && person.invited && <InviteAgain person={person} />}
      {person.active && !isSelf && (
        <Button onPress={() => setOpen("deactivate")}>{i18n.t("Deactivate")}</Button>
      )}
      {!person.active && (
        <Button tone="primary" onPress={() => setOpen("reactivate")}>
          {i18n.t("Reactivate")}
        </Button>
      )}
      <EditDialog person={person} isOpen={open === "edit"} close={close} />
      <StandingDialog
        person={person}
        verb="deactivate"
        isOpen={open === "deactivate"}
        close={close}
      />
      <StandingDialog
        person={person}
        verb="reactivate"
        isOpen={open === "reactivate"}
        close={close}
      />
    </>
  );
}

type DialogProps = { person: Person; isOpen: boolean; close: () => void };

function EditDialog({ person, isOpen, close }: DialogProps): ReactNode {
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

function StandingDialog({
  person,
  verb,
  isOpen,
  close,
}: DialogProps & { verb: "deactivate" | "reactivate" }): ReactNode {
  const refresh = useRefresh();
  const isEnding = verb === "deactivate";
  return (
    <FormDialog
      title={isEnding ? i18n.t("Deactivate this person?") : i18n.t("Reactivate this person?")}
      text={
        isEnding
          ? i18n.t(
              "They are signed out at once and cannot come back in. Everything they did stays under their name.",
            )
          : i18n.t("They can sign in again with the roles they had.")
      }
      isOpen={isOpen}
      onClose={close}
      fields={[
        {
          kind: "longText",
          name: "reason",
          label: i18n.t("Reason"),
          help: i18n.t("It stands in the log."),
          required: true,
          rows: 3,
          autoFocus: true,
        },
      ]}
      initial={{ reason: "" }}
      version={person.version}
      verb={isEnding ? i18n.t("Deactivate") : i18n.t("Reactivate")}
      tone={isEnding ? "danger" : "primary"}
      save={({ reason }, version) => api.post(`/people/${person.id}/${verb}`, { version, reason })}
      onSaved={() => {
        void refresh("/people", "/log");
        showSaved(isEnding ? i18n.t("Person deactivated") : i18n.t("Person reactivated"));
      }}
    />
  );
}

function InviteAgain({ person }: { person: Person }): ReactNode {
  const again = useMutation({
    mutationFn: () => api.post(`/people/${person.id}/invitations`),
    onSuccess: () => showSaved(i18n.t("Invitation sent again")),
    onError: (error) => showSaved(sentence(error)),
  });
  return (
    <Button icon="mail" isPending={again.isPending} onPress={() => again.mutate()}>
      {i18n.t("Invite again")}
    </Button>
  );
}

function valuesOf({
  printedName,
  title,
  department,
  employeeNumber,
}: Person): Record<string, string> {
  return {
    printedName,
    title: title ?? "",
    department: department ?? "",
    employeeNumber: employeeNumber ?? "",
  };
}

function orNull(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]),
  );
}
