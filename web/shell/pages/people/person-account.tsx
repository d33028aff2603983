import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { api, Button, FormDialog, Section, showSaved, useMay, useRefresh, useSession } from "#kit";
import type { Person } from "./data.ts";

type Help = "unlock" | "second-factor-removals" | "credential-resets";

/** How an administrator helps somebody who cannot sign in any more. */
export function PersonAccount({ person }: { person: Person }): ReactNode {
  const [open, setOpen] = useState<Help>();
  const { membership } = useSession();
  const isSelf = membership?.id === person.id;
  if (!useMay("access.person.write") || (isSelf && !person.locked)) return null;
  return (
    <Section title={i18n.t("Help with signing in")}>
      <p className={person.locked ? "k-note" : "k-soft"}>
        {person.locked
          ? i18n.t(
              "Five failed sign-ins locked this account for 30 minutes. The person got a mail with a link that opens it at once; you can open it too.",
            )
          : i18n.t(
              "Who has forgotten only the password asks for a new one on the sign-in page. For everything else, be sure who asks.",
            )}
      </p>
      <div className="k-row">
        {person.locked && (
          <Button tone="primary" onPress={() => setOpen("unlock")}>
            {i18n.t("Unlock")}
          </Button>
        )}
        {!isSelf && (
          <>
            <Button onPress={() => setOpen("second-factor-removals")}>
              {i18n.t("Remove the second factor")}
            </Button>
            <Button onPress={() => setOpen("credential-resets")}>{i18n.t("Reset both")}</Button>
          </>
        )}
      </div>
      {open && <HelpDialog person={person} help={open} close={() => setOpen(undefined)} />}
    </Section>
  );
}

type HelpDialogProps = { person: Person; help: Help; close: () => void };

function HelpDialog({ person, help, close }: HelpDialogProps): ReactNode {
  const refresh = useRefresh();
  const { title, text, verb, done } = wordsFor(help);
  return (
    <FormDialog
      title={title}
      text={text}
      isOpen
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
      verb={verb}
      save={(values) => api.post(`/people/${person.id}/${help}`, values)}
      onSaved={() => {
        void refresh("/people", "/credential-resets", "/log", "/demo");
        showSaved(done);
      }}
    />
  );
}

function wordsFor(help: Help): { title: string; text: string; verb: string; done: string } {
  switch (help) {
    case "unlock":
      return {
        title: i18n.t("Unlock this account?"),
        text: i18n.t("The person can sign in again at once and gets a letter about it."),
        verb: i18n.t("Unlock"),
        done: i18n.t("Account unlocked"),
      };
    case "second-factor-removals":
      return {
        title: i18n.t("Remove the second factor?"),
        text: i18n.t(
          "The person gets a letter with a link and confirms there with the current password. Until then nothing changes.",
        ),
        verb: i18n.t("Send the link"),
        done: i18n.t("Link sent"),
      };
    case "credential-resets":
      return {
        title: i18n.t("Reset password and second factor together?"),
        text: i18n.t(
          "This takes two people: another administrator approves it within 72 hours. Then the person gets a link to choose a new password.",
        ),
        verb: i18n.t("Ask for the reset"),
        done: i18n.t("Reset asked for"),
      };
  }
}
