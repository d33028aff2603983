import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Link, Icon, may, useSession, type PageDeclaration, type Session } from "#kit";
import { pages } from "../pages.ts";
import type { Overlay } from "./frame.tsx";

type Entry = PageDeclaration & { entry: NonNullable<PageDeclaration["entry"]> };

/** What the person may open, in order. */
export function entriesFor(session: Session): Entry[] {
  return pages.filter(
    (page): page is Entry =>
      page.entry !== undefined && (!page.permission || may(session, page.permission)),
  );
}

export function Rail(): ReactNode {
  const entries = entriesFor(useSession());
  const administration = entries.filter(({ entry }) => entry.group === "administration");
  return (
    <nav className="s-rail" aria-label={i18n.t("Main")}>
      <ul>
        {entries
          .filter(({ entry }) => entry.group === "work")
          .map((page) => (
            <RailEntry key={page.path} page={page} />
          ))}
      </ul>
      {administration.length > 0 && (
        <>
          <h2 className="s-rail-title">{i18n.t("Organisation")}</h2>
          <ul>
            {administration.map((page) => (
              <RailEntry key={page.path} page={page} />
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

function RailEntry({ page }: { page: Entry }): ReactNode {
  return (
    <li>
      <Link
        to={page.path}
        className="s-rail-link"
        title={page.title()}
        activeOptions={{ exact: page.path === "/" }}
      >
        <Icon name={page.entry.icon} />
        <span className="s-rail-text">{page.title()}</span>
      </Link>
    </li>
  );
}

/** On a phone: work, search, everything else, me. */
export function BottomBar({ show }: { show: (overlay: Overlay) => void }): ReactNode {
  return (
    <nav className="s-bottom" aria-label={i18n.t("Main, at the bottom")}>
      <Link to="/" className="s-bottom-link" activeOptions={{ exact: true }}>
        <Icon name="home" />
        {i18n.t("Start")}
      </Link>
      <button type="button" className="s-bottom-link" onClick={() => show("palette")}>
        <Icon name="search" />
        {i18n.t("Search")}
      </button>
      <button type="button" className="s-bottom-link" onClick={() => show("apps")}>
        <Icon name="apps" />
        {i18n.t("Apps")}
      </button>
      <Link to="/profile" className="s-bottom-link">
        <Icon name="person" />
        {i18n.t("Me")}
      </Link>
    </nav>
  );
}
