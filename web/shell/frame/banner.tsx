import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Icon } from "#kit";
import { useLetterhead } from "./letterhead.ts";

/** What an administrator wants everybody to know: always text, never markup. */
export function Banner(): ReactNode {
  const banner = useLetterhead()?.banner;
  if (!banner?.text) return null;
  const isWarning = banner.tone === "warning";
  return (
    <div
      className={isWarning ? "s-banner s-banner-warning" : "s-banner"}
      role="note"
      aria-label={isWarning ? i18n.t("Warning to everybody") : i18n.t("Message to everybody")}
    >
      <Icon name={isWarning ? "alert" : "info"} />
      <p translate="no">{banner.text}</p>
    </div>
  );
}
