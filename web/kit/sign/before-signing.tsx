import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { Button } from "../controls/button.tsx";
import { CheckInput } from "../controls/fields.tsx";
import { Icon } from "../controls/icon.tsx";
import { Problem } from "../display/problem.tsx";
import type { Readiness } from "./readiness.ts";

/** Nothing to fill in: only somebody else can open this door. */
export function NotVerified({
  verifiers,
  onClose,
}: {
  verifiers: readonly string[];
  onClose: () => void;
}): ReactNode {
  return (
    <div className="k-stack">
      <div className="k-signing-closed">
        <Icon name="lock" />
        <div className="k-stack-tight">
          <p className="k-strong">{i18n.t("Your identity is not verified yet")}</p>
          <p className="k-soft">
            {i18n.t(
              "Before somebody signs for the first time, another person makes sure who they are. It is done once, on your page under People.",
            )}
          </p>
        </div>
      </div>
      {verifiers.length > 0 ? (
        <div className="k-stack-tight">
          <p>{i18n.t("Ask one of these people:")}</p>
          <ul className="k-signing-people" translate="no">
            {verifiers.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </div>
      ) : (
        <p>
          {i18n.t(
            "Nobody in your organisation may do that yet. Ask an administrator to give somebody the right to verify identities.",
          )}
        </p>
      )}
      <div className="k-form-actions">
        <Button onPress={onClose}>{i18n.t("Close")}</Button>
      </div>
    </div>
  );
}

export function AcceptPolicy({
  policy,
  onAccepted,
  onClose,
}: {
  policy: Readiness["policy"];
  onAccepted: () => void;
  onClose: () => void;
}): ReactNode {
  const [isRead, setRead] = useState(false);
  const { version } = policy;
  const accept = useMutation({
    mutationFn: () => api.post("/signing/policy/accept", { version }),
    onSuccess: onAccepted,
    // Another version is in force by now: it is shown instead.
    onError: onAccepted,
  });
  return (
    <div className="k-stack">
      <p>
        {i18n.t(
          "Read the accountability policy of your organisation. You accept it once, and again when it changes.",
        )}
      </p>
      <div
        className="k-signing-policy k-prose"
        translate="no"
        tabIndex={0}
        role="group"
        aria-label={i18n.t("Accountability policy, version {version}", { version })}
      >
        {policy.text}
      </div>
      <CheckInput
        label={i18n.t("I have read this and hold myself to it")}
        value={isRead}
        onChange={setRead}
      />
      {accept.error && <Problem error={accept.error} />}
      <div className="k-form-actions">
        <Button
          tone="primary"
          isDisabled={!isRead}
          isPending={accept.isPending}
          onPress={() => accept.mutate()}
        >
          {i18n.t("Accept and go on")}
        </Button>
        <Button onPress={onClose}>{i18n.t("Cancel")}</Button>
      </div>
    </div>
  );
}
