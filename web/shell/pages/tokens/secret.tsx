import { i18n } from "@lingui/core";
import { useEffect, useRef, type ReactNode } from "react";
import { Button, Day, LinkButton, Raw, showSaved } from "#kit";
import type { Token } from "./data.ts";
import "./tokens.css";

/** Shown once; whoever leaves this without keeping it makes a new token. */
export function Secret({ secret, token }: { secret: string; token: Token }): ReactNode {
  const first = useRef<HTMLParagraphElement>(null);
  useEffect(() => first.current?.focus(), []);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    showSaved(i18n.t("Token copied"));
  };
  return (
    <div className="k-stack">
      <p ref={first} tabIndex={-1}>
        {i18n.t("Copy the token now: it is not shown again. Keep it like a password.")}
      </p>
      <p className="s-token-secret">
        <code translate="no">{secret}</code>
      </p>
      <p className="k-soft">
        <Raw>{token.name}</Raw>, {i18n.t("until")} <Day on={token.endsOn} />.{" "}
        {i18n.t("Programs send it with every request:")}
      </p>
      <pre className="s-token-example" tabIndex={0}>
        <code translate="no">{`curl ${window.location.origin}/api/v1/notices \\\n  -H "Authorization: Bearer $TOKEN"`}</code>
      </pre>
      <div className="k-form-actions">
        <Button tone="primary" icon="copy" onPress={() => void copy()}>
          {i18n.t("Copy the token")}
        </Button>
        <LinkButton to="/tokens">{i18n.t("I have kept it")}</LinkButton>
      </div>
    </div>
  );
}
