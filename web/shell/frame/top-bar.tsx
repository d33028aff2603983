import { i18n } from "@lingui/core";
import { useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Link, Icon, Raw, useSession } from "#kit";
import type { Overlay } from "./frame.tsx";
import { OrganizationMark } from "./mark.tsx";

// Menus weigh more than all the rest of the frame: they come after the page, and until then their triggers stand in.
const OrganizationMenu = lazy(async () => ({
  default: (await import("./organization-menu.tsx")).OrganizationMenu,
}));
const PersonMenu = lazy(async () => ({ default: (await import("./person-menu.tsx")).PersonMenu }));

export function TopBar({ show }: { show: (overlay: Overlay) => void }): ReactNode {
  const session = useSession();
  const isPageThere = usePageOnce();
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
      {session.organizations.length > 1 && isPageThere ? (
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
      <Suspense fallback={waiting}>{isPageThere ? <PersonMenu show={show} /> : waiting}</Suspense>
    </header>
  );
}

const waiting = <span className="s-avatar" data-waiting />;

/** From the first page on: a page that follows does not take the menus away. */
function usePageOnce(): boolean {
  const isIdle = useRouterState({ select: ({ status }) => status === "idle" });
  const [wasThere, setThere] = useState(false);
  if (isIdle && !wasThere) setThere(true);
  return isIdle || wasThere;
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
