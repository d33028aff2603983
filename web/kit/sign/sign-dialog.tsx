import { i18n } from "@lingui/core";
import { useCallback, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useRefresh } from "../api/lists.ts";
import { useSession } from "../api/session.ts";
import { Button } from "../controls/button.tsx";
import { Dialog } from "../controls/dialog.tsx";
import { TextInput } from "../controls/fields.tsx";
import { Raw } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { showSaved } from "../display/toast.tsx";
import { AcceptPolicy, NotVerified } from "./before-signing.tsx";
import { useReadiness, type Readiness } from "./readiness.ts";
import { keyOf, type Signing } from "./signing.ts";
import { SigningCard } from "./signing-card.tsx";
import { useSigning } from "./use-signing.ts";
import "./sign.css";

type SignDialogProps = {
  /** One record or several; each is shown, proven and signed by itself. */
  signings: readonly [Signing, ...Signing[]];
  isOpen: boolean;
  onClose: () => void;
  /** All of them are signed; the dialog closes itself. */
  onSigned: () => void;
  /** The record changed in the meantime and the person wants to see it: load it anew, and hand the new signing in or close. */
  onChanged: (signing: Signing) => void;
};

/** The ceremony: what is signed, what it means and who signs, then the password. */
export function SignDialog(props: SignDialogProps): ReactNode {
  const { signings, isOpen, onClose } = props;
  const title =
    signings.length === 1
      ? i18n.t("Sign")
      : i18n.t("Sign {count} records", { count: signings.length });
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <Steps {...props} />
    </Dialog>
  );
}

function Steps(props: SignDialogProps): ReactNode {
  const [{ permission, scopeId }] = props.signings;
  const { data, error, refetch } = useReadiness(permission, scopeId);
  const refresh = useRefresh();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  if (!data.identityVerified)
    return <NotVerified verifiers={data.verifiers} onClose={props.onClose} />;
  if (!data.policy.accepted)
    return (
      <AcceptPolicy
        key={data.policy.version}
        policy={data.policy}
        onAccepted={() => void refresh("/signing/readiness")}
        onClose={props.onClose}
      />
    );
  return <SignForm {...props} readiness={data} />;
}

function SignForm({
  signings,
  readiness,
  onClose,
  onSigned,
  onChanged,
}: SignDialogProps & { readiness: Readiness }): ReactNode {
  const { username } = useSession().person;
  const element = useRef<HTMLFormElement>(null);
  const [choices, setChoices] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const onRoles = useCallback(
    (key: string, roles: readonly string[]) =>
      setChoices((known) => new Map(known).set(key, roles)),
    [],
  );
  const ceremony = useSigning(signings, () => {
    showSaved(i18n.t("Signed"));
    onClose();
    onSigned();
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    await ceremony.sign(choices);
    requestAnimationFrame(() =>
      element.current
        ?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] button")
        ?.focus(),
    );
  };
  const changed = signings.filter((one) => ceremony.standings[keyOf(one)] === "changed");
  const loadAnew = (): void => {
    ceremony.forgetChanges();
    for (const signing of changed) onChanged(signing);
  };
  const mayAll = signings.every((one) => choices.get(keyOf(one))?.length !== 0);
  return (
    <form ref={element} className="k-stack" noValidate onSubmit={(event) => void submit(event)}>
      {signings.map((signing) => (
        <SigningCard key={keyOf(signing)} {...{ signing, ceremony, onRoles }} />
      ))}
      <p className="k-signing-who">
        {i18n.t("You sign as")} <strong translate="no">{readiness.printedName}</strong>{" "}
        <span className="k-soft">
          (<Raw>{username}</Raw>)
        </span>
      </p>
      {changed.length === 0 && (
        <TextInput
          label={i18n.t("Your password")}
          help={i18n.t(
            "It is asked at every signing. Wrong attempts count, and the fifth locks your account.",
          )}
          type="password"
          autoComplete="current-password"
          value={ceremony.password}
          onChange={ceremony.setPassword}
          error={ceremony.faults.password}
          required
          isMarked={false}
        />
      )}
      {ceremony.failure !== undefined && <Problem error={ceremony.failure} />}
      <div className="k-form-actions">
        {changed.length > 0 ? (
          <Button tone="primary" onPress={loadAnew}>
            {i18n.t("Look at it again")}
          </Button>
        ) : (
          <Button type="submit" tone="primary" isPending={ceremony.isPending} isDisabled={!mayAll}>
            {i18n.t("Sign")}
          </Button>
        )}
        <Button onPress={onClose}>{i18n.t("Cancel")}</Button>
      </div>
    </form>
  );
}
