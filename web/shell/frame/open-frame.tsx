import { i18n } from "@lingui/core";
import { Outlet } from "@tanstack/react-router";
import { Suspense, type ReactNode } from "react";
import { Link, ToastRegion } from "#kit";
import { Waiting } from "./fallbacks.tsx";
import { Mark } from "./mark.tsx";

/** Around the pages that need nobody to be signed in. */
export function OpenFrame(): ReactNode {
  return (
    <div className="s-open">
      <a className="k-skip" href="#content">
        {i18n.t("Skip to the content")}
      </a>
      <header className="s-open-bar">
        <Link to="/" className="s-brand">
          <Mark />
          <span translate="no">Plumbline</span>
        </Link>
      </header>
      <main id="content" className="s-open-content">
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
      <ToastRegion />
    </div>
  );
}
