import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Dialog, Icon, Link, useSession } from "#kit";
import { entriesFor } from "./navigation.tsx";
import "./overlays.css";

/** What the rail shows on a wider screen. */
export function Apps({ close }: { close: () => void }): ReactNode {
  return (
    <Dialog title={i18n.t("Apps")} isOpen onClose={close}>
      <nav aria-label={i18n.t("Apps")}>
        <ul className="s-apps">
          {entriesFor(useSession()).map(({ path, title, entry }) => (
            <li key={path}>
              <Link to={path} className="s-app" onClick={close}>
                <Icon name={entry.icon} />
                {title()}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </Dialog>
  );
}
