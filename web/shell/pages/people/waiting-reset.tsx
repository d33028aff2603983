import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Confirm,
  FormDialog,
  Raw,
  Section,
  showSaved,
  Status,
  useMay,
  useRefresh,
  useResource,
  useSession,
  When,
} from "#kit";
import type { Person } from "./data.ts";

type Reset = {
  id: string;
  person: { id: string; email: string | null };
  reason: string;
  requestedBy: { id: string; printedName: string | null };
  endsAt: string;
};

/** A reset of both factors that waits for a second administrator; nothing where none does. */
export function WaitingReset({ person }: { person: Person }): ReactNode {
  const path = `/credential-resets?personId=${person.id}`;
  const { data } = useResource<{ items: Reset[] }>(path);
  const reset = data?.items[0];
  return reset ? <Waiting reset={reset} person={person} /> : null;
}

function Waiting({ reset, person }: { reset: Reset; person: Person }): ReactNode {
  const { membership } = useSession();
  const mayDecide = useMay("access.person.write");
  const isOwn = membership?.id === reset.requestedBy.id;
  const isSubject = membership?.id === person.id;
  return (
    <Section
      title={i18n.t("Reset of password and second factor")}
      actions={
        <Status tone="waiting">
          {i18n.t("Waiting, ends")} <When at={reset.endsAt} />
        </Status>
      }
    >
      <p>
        {i18n.t("Asked for by")}{" "}
        <strong>
          <Raw>{reset.requestedBy.printedName}</Raw>
        </strong>
        : <Raw>{reset.reason}</Raw>
      </p>
      <p className="k-soft">
        {isOwn || isSubject
          ? i18n.t("It takes two people: another administrator must approve this.")
          : i18n.t("It takes two people, and waits for a second administrator.")}
      </p>
      {mayDecide && (
        <div className="k-row">
          {!isOwn && !isSubject && <Approve reset={reset} person={person} />}
          <Decline reset={reset} isOwn={isOwn} />
        </div>
      )}
    </Section>
  );
}

function Approve({ reset, person }: { reset: Reset; person: Person }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const approve = async (): Promise<void> => {
    await api.post(`/credential-resets/${reset.id}/approve`);
    await refresh("/credential-resets", "/log", "/demo");
    showSaved(i18n.t("Reset approved; the link is on its way"));
  };
  return (
    <>
      <Button tone="primary" onPress={() => setAsking(true)}>
        {i18n.t("Approve")}
      </Button>
      <Confirm
        title={i18n.t("Approve the reset?")}
        text={i18n.t(
          "Speak to {name} first. A link goes to {email}: whoever follows it chooses a new password, and the second factor is removed.",
          { name: person.printedName, email: reset.person.email ?? "–" },
        )}
        verb={i18n.t("Approve")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={approve}
      />
    </>
  );
}

function Decline({ reset, isOwn }: { reset: Reset; isOwn: boolean }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const verb = isOwn ? i18n.t("Withdraw") : i18n.t("Decline");
  return (
    <>
      <Button onPress={() => setAsking(true)}>{verb}</Button>
      <FormDialog
        title={isOwn ? i18n.t("Withdraw the reset?") : i18n.t("Decline the reset?")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        fields={[
          {
            kind: "longText",
            name: "declineReason",
            label: i18n.t("Reason"),
            help: i18n.t("It stands in the log."),
            required: true,
            rows: 3,
            autoFocus: true,
          },
        ]}
        initial={{ declineReason: "" }}
        verb={verb}
        save={(values) => api.post(`/credential-resets/${reset.id}/decline`, values)}
        onSaved={() => {
          void refresh("/credential-resets", "/log");
          showSaved(isOwn ? i18n.t("Reset withdrawn") : i18n.t("Reset declined"));
        }}
      />
    </>
  );
}
