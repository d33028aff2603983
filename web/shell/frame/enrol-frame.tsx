import { i18n } from "@lingui/core";
import { lazy, Suspense, type ReactNode } from "react";
import { Button, ToastRegion } from "#kit";
import { Waiting } from "./fallbacks.tsx";
import { Mark } from "./mark.tsx";
import { useSignOut } from "./session-actions.ts";

const EnrolPage = lazy(async () => ({
  default: (await import("../pages/profile/enrol.tsx")).EnrolPage,
}));

/** Around the one page that is open to whoever must set up a second factor first. */
export function EnrolFrame(): ReactNode {
  const signOut = useSignOut();
  return (
    <div className="s-open">
      <a className="k-skip" href="#content">
        {i18n.t("Skip to the content")}
      </a>
      <header className="s-open-bar s-enrol-bar">
        <span className="s-brand">
          <Mark />
          <span translate="no">Plumbline</span>
        </span>
        <Button tone="quiet" icon="out" onPress={signOut}>
          {i18n.t("Sign out")}
        </Button>
      </header>
      <main id="content" className="s-open-content" tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          <EnrolPage />
        </Suspense>
      </main>
      <ToastRegion />
    </div>
  );
}
