import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  api,
  Dialog,
  Form,
  FormDialog,
  Problem,
  Raw,
  showSaved,
  Skeleton,
  useRefresh,
  useResource,
  type FormField,
} from "#kit";
import type { OpenWork, Person } from "./data.ts";
import { personField } from "./person-field.tsx";

type StandingProps = { person: Person; isOpen: boolean; close: () => void };

export function DeactivateDialog({ person, isOpen, close }: StandingProps): ReactNode {
  return (
    <Dialog title={i18n.t("Deactivate this person?")} isOpen={isOpen} onClose={close}>
      <p className="k-soft">
        {i18n.t(
          "They are signed out at once and cannot come back in. Everything they did stays under their name.",
        )}
      </p>
      <Deactivate person={person} close={close} />
    </Dialog>
  );
}

/** Mounted with the dialog, so that what is open is looked up anew each time. */
function Deactivate({ person, close }: Omit<StandingProps, "isOpen">): ReactNode {
  const refresh = useRefresh();
  const path = `/people/${person.id}/open-work`;
  const { data, error, refetch } = useResource<{ items: OpenWork[] }>(path);
  if (!data)
    return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton lines={3} />;
  const hasWork = data.items.length > 0;
  return (
    <>
      {hasWork && <StillOpen work={data.items} />}
      <Form
        fields={[...(hasWork ? [successor(person)] : []), reason(!hasWork)]}
        initial={{ successorId: "", reason: "" }}
        version={person.version}
        verb={i18n.t("Deactivate")}
        tone="danger"
        save={({ reason: why, successorId }, version) =>
          api.post(`/people/${person.id}/deactivate`, {
            version,
            reason: why,
            ...(successorId ? { successorId } : {}),
          })
        }
        onSaved={() => {
          close();
          void refresh("/people", "/log");
          showSaved(i18n.t("Person deactivated"));
        }}
        onCancel={close}
      />
    </>
  );
}

function StillOpen({ work }: { work: readonly OpenWork[] }): ReactNode {
  return (
    <div className="k-note">
      <p>{i18n.t("Still open, and handed over to whoever you name:")}</p>
      <ul>
        {work.map(({ kind, description, count }) => (
          <li key={kind}>
            <Raw>{description}</Raw>:{" "}
            <strong className="k-number">
              <Raw>{count}</Raw>
            </strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function successor({ id }: Person): FormField {
  return personField({
    name: "successorId",
    label: i18n.t("Successor"),
    help: i18n.t("They take over at once and get a letter."),
    required: true,
    isMarked: false,
    except: id,
    known: null,
  });
}

export function ReactivateDialog({ person, isOpen, close }: StandingProps): ReactNode {
  const refresh = useRefresh();
  return (
    <FormDialog
      title={i18n.t("Reactivate this person?")}
      text={i18n.t("They can sign in again with the roles they had.")}
      isOpen={isOpen}
      onClose={close}
      fields={[reason(true)]}
      initial={{ reason: "" }}
      version={person.version}
      verb={i18n.t("Reactivate")}
      save={({ reason: why }, version) =>
        api.post(`/people/${person.id}/reactivate`, { version, reason: why })
      }
      onSaved={() => {
        void refresh("/people", "/log");
        showSaved(i18n.t("Person reactivated"));
      }}
    />
  );
}

function reason(autoFocus: boolean): FormField {
  return {
    kind: "longText",
    name: "reason",
    label: i18n.t("Reason"),
    help: i18n.t("It stands in the log."),
    required: true,
    rows: 3,
    autoFocus,
  };
}
