import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  FormDialog,
  Problem,
  Raw,
  Section,
  showSaved,
  Skeleton,
  Status,
  useMay,
  useRefresh,
  useResource,
  useSession,
  When,
} from "#kit";

type Verification = {
  how: string;
  verifiedAt: string;
  verifiedByName: string | null;
  endedAt: string | null;
  endedByName: string | null;
  endReason: string | null;
};
type Identity = { membershipId: string; verified: boolean; history: Verification[] };

/** 11.100(b): whether this person may sign, and who made sure that they are who they say. */
export function SignerIdentity({ personId }: { personId: string }): ReactNode {
  const maySee = useMay("signatures.identity.read");
  const path = `/people/${personId}/signer-identity`;
  const { data, error, refetch } = useResource<Identity>(maySee ? path : undefined);
  if (!maySee) return null;
  return (
    <Section title={i18n.t("Signing")}>
      {error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : data ? (
        <Known identity={data} />
      ) : (
        <Skeleton lines={2} />
      )}
    </Section>
  );
}

function Known({ identity }: { identity: Identity }): ReactNode {
  const [open, setOpen] = useState<"verify" | "end">();
  const mayVerify = useMay("signatures.identity.write");
  const isSelf = useSession().membership?.id === identity.membershipId;
  const close = (): void => setOpen(undefined);
  return (
    <div className="k-stack">
      <p>
        {identity.verified ? (
          <Status tone="force">{i18n.t("Identity verified")}</Status>
        ) : (
          <Status tone="waiting">{i18n.t("Identity not verified")}</Status>
        )}
      </p>
      {identity.history.length === 0 ? (
        <p className="k-soft">
          {i18n.t(
            "Before somebody signs for the first time, another person makes sure who they are and says here how.",
          )}
        </p>
      ) : (
        <ol className="k-lines">
          {identity.history.map((one) => (
            <li key={one.verifiedAt}>
              <Line verification={one} />
            </li>
          ))}
        </ol>
      )}
      {mayVerify && isSelf && !identity.verified && (
        <p className="k-soft">
          {i18n.t("Nobody verifies their own identity. Ask somebody else who may.")}
        </p>
      )}
      {mayVerify && (identity.verified || !isSelf) && (
        <div className="k-form-actions">
          {identity.verified ? (
            <Button onPress={() => setOpen("end")}>{i18n.t("End the verification")}</Button>
          ) : (
            <Button onPress={() => setOpen("verify")}>{i18n.t("Verify identity")}</Button>
          )}
        </div>
      )}
      <VerifyDialog identity={identity} isOpen={open === "verify"} close={close} />
      <EndDialog identity={identity} isOpen={open === "end"} close={close} />
    </div>
  );
}

function Line({ verification }: { verification: Verification }): ReactNode {
  const { how, verifiedAt, verifiedByName, endedAt, endedByName, endReason } = verification;
  return (
    <div className="k-stack-tight">
      <p>
        <Raw>{how}</Raw>
      </p>
      <p className="k-soft">
        <Raw>{verifiedByName}</Raw>
        {" · "}
        <When at={verifiedAt} exact />
      </p>
      {endedAt !== null && (
        <p className="k-soft">
          {endedByName === null
            ? i18n.t("Ended")
            : i18n.t("Ended by {name}", { name: endedByName })}{" "}
          <When at={endedAt} />: <Raw>{endReason}</Raw>
        </p>
      )}
    </div>
  );
}

type DialogProps = { identity: Identity; isOpen: boolean; close: () => void };

function VerifyDialog({ identity, isOpen, close }: DialogProps): ReactNode {
  const path = `/people/${identity.membershipId}/signer-identity`;
  const refresh = useRefresh();
  return (
    <FormDialog
      title={i18n.t("Verify this person's identity")}
      text={i18n.t(
        "You state with your name that you made sure who this person is. From then on they may sign.",
      )}
      isOpen={isOpen}
      onClose={close}
      fields={[
        {
          kind: "text",
          name: "how",
          label: i18n.t("How did you make sure?"),
          help: i18n.t(
            "For example: identity card seen in person. Leave out numbers of documents.",
          ),
          required: true,
          max: 400,
        },
      ]}
      initial={{ how: "" }}
      verb={i18n.t("Verify identity")}
      save={({ how }) => api.post(path, { how })}
      onSaved={() => {
        void refresh(path, "/log");
        showSaved(i18n.t("Identity verified"));
      }}
    />
  );
}

function EndDialog({ identity, isOpen, close }: DialogProps): ReactNode {
  const path = `/people/${identity.membershipId}/signer-identity`;
  const refresh = useRefresh();
  return (
    <FormDialog
      title={i18n.t("End the verification?")}
      text={i18n.t(
        "This person signs nothing more until somebody verifies them again. What they have signed stays signed.",
      )}
      isOpen={isOpen}
      onClose={close}
      fields={[{ kind: "text", name: "reason", label: i18n.t("Reason"), required: true, max: 400 }]}
      initial={{ reason: "" }}
      verb={i18n.t("End the verification")}
      tone="danger"
      save={({ reason }) => api.post(`${path}/end`, { reason })}
      onSaved={() => {
        void refresh(path, "/log");
        showSaved(i18n.t("Verification ended"));
      }}
    />
  );
}
