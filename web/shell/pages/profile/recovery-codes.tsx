import { i18n } from "@lingui/core";
import { useEffect, useRef, type ReactNode } from "react";
import { Button, DownloadButton, showSaved, useSession } from "#kit";
import "./second-factor.css";

/** Shown once; whoever leaves this without keeping them makes new ones. */
export function RecoveryCodes({
  codes,
  done,
}: {
  codes: readonly string[];
  done: () => void;
}): ReactNode {
  const { person } = useSession();
  const first = useRef<HTMLParagraphElement>(null);
  useEffect(() => first.current?.focus(), []);
  const text = [
    i18n.t("Recovery codes for {username}, each signs in once", { username: person.username }),
    "",
    ...codes,
    "",
  ].join("\n");
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    showSaved(i18n.t("Codes copied"));
  };
  return (
    <div className="k-stack">
      <p ref={first} tabIndex={-1}>
        {i18n.t(
          "Keep these recovery codes where you keep important papers, not on the phone. Each signs you in once when the phone is lost. They are not shown again.",
        )}
      </p>
      <ul className="s-codes" aria-label={i18n.t("Recovery codes")}>
        {codes.map((code) => (
          <li key={code}>
            <code translate="no">{code}</code>
          </li>
        ))}
      </ul>
      <div className="k-row">
        <Button icon="copy" onPress={() => void copy()}>
          {i18n.t("Copy")}
        </Button>
        <DownloadButton
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          fileName="plumbline-recovery-codes.txt"
        >
          {i18n.t("Download")}
        </DownloadButton>
      </div>
      <div className="k-form-actions">
        <Button tone="primary" onPress={done}>
          {i18n.t("I have kept them")}
        </Button>
      </div>
    </div>
  );
}
