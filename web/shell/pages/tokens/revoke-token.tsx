import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { api, Button, Confirm, showSaved, useRefresh } from "#kit";
import type { Token } from "./data.ts";

export function RevokeToken({ token }: { token: Token }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const revoke = async (): Promise<void> => {
    await api.remove(`/tokens/${token.id}`);
    await refresh("/tokens", "/log");
    showSaved(i18n.t("Token revoked"));
  };
  return (
    <>
      <Button tone="quiet" icon="cross" iconOnly onPress={() => setAsking(true)}>
        {i18n.t("Revoke {name}", { name: token.name })}
      </Button>
      <Confirm
        title={i18n.t("Revoke this token?")}
        text={i18n.t(
          "Programs that use it are refused at once. It cannot be brought back; a new one can be made.",
        )}
        verb={i18n.t("Revoke")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={revoke}
      />
    </>
  );
}
