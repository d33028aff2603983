import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Icon, useLive } from "#kit";
import "./connection.css";

/** Keeps the page up to date, and says so when it cannot. */
export function Connection(): ReactNode {
  const isConnected = useLive();
  return (
    <div role="status" className="s-connection">
      {!isConnected && (
        <p className="s-connection-sign">
          <Icon name="alert" />
          {i18n.t("Not connected: what you see may be older. Plumbline keeps trying.")}
        </p>
      )}
    </div>
  );
}
