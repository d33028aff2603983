import { i18n } from "@lingui/core";
import { lazy, Suspense, type ReactNode } from "react";
import { Link, Icon, Raw, useSession } from "#kit";
import type { Overlay } from "./frame.tsx";
import { OrganizationMark } from "./mark.tsx";

// Menus weigh more than all the rest of the frame: they come right after it, and until then their triggers stand in.
const OrganizationMenu = lazy(async () => ({
  default: (await import("./organization-menu.tsx")).OrganizationMenu,
}));
const PersonMenu = lazy(async () => ({ default: (await import("./person-menu.tsx")).PersonMenu }));

export function TopBar({ show }: { show: (overlay: Overlay) => void }): ReactNode {
  const session = useSession();
  const organization = (
    <span className="s-organization">
      <Raw>{session.organization?.name}</Raw>
    </span>
  );
  return (
    <header className="s-bar">
      <Link to="/" className="s-brand" aria-label={i18n.t("Plumbline, start page")}>
        <OrganizationMark />
      </Link>
      {session.organizations.length > 1 ? (
        <Suspense fallback={organization}>
          <OrganizationMenu />
        </Suspense>
      ) : (
        organization
      )}
      <button type="button" className="s-search" onClick={() => show("palette")}>
        <Icon name="search" />
        <span className="s-search-text">{i18n.t("Search or jump to")}</span>
        <kbd className="s-search-key" aria-hidden="true" translate="no">
          {isApple() ? "⌘K" : "Ctrl K"}
        </kbd>
      </button>
      <Suspense fallback={<span className="s-avatar" data-waiting />}>
        <PersonMenu show={show} />
      </Suspense>
    </header>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
