import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, Button, sentence, showSaved, useMay, useSession } from "#kit";
import type { Person } from "./data.ts";
import { EditDialog } from "./person-edit.tsx";
import { DeactivateDialog, ReactivateDialog } from "./person-standing.tsx";

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
      <DeactivateDialog person={person} isOpen={open === "deactivate"} close={close} />
      <ReactivateDialog person={person} isOpen={open === "reactivate"} close={close} />
    </>
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
