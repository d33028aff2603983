import { i18n } from "@lingui/core";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { RouterProvider } from "react-aria-components";
import { ToastRegion, useSession } from "#kit";
import { Banner } from "./banner.tsx";
import { Waiting } from "./fallbacks.tsx";
import { Connection } from "./connection.tsx";
import { useKeys } from "./keys.ts";
import { BottomBar, Rail } from "./navigation.tsx";
import { OtherOrganization } from "./other-organization.tsx";
import { TopBar } from "./top-bar.tsx";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));
const KeyMap = lazy(async () => ({ default: (await import("./key-map.tsx")).KeyMap }));

const Apps = lazy(async () => ({ default: (await import("./apps.tsx")).Apps }));

export type Overlay = "palette" | "keys" | "apps" | undefined;

/** Top bar, rail (a bottom bar on a phone) and the page. */
export function Frame(): ReactNode {
  const navigate = useNavigate();
  const { organization } = useSession();
  const [overlay, setOverlay] = useState<Overlay>();
  const close = (): void => setOverlay(undefined);
  useKeys(setOverlay);
  return (
    <RouterProvider navigate={(to) => void navigate({ to })}>
      <div className="s-frame">
        <a className="k-skip" href="#content">
          {i18n.t("Skip to the content")}
        </a>
        <TopBar show={setOverlay} />
        <Rail />
        <main key={organization?.id} id="content" className="s-content" tabIndex={-1}>
          <Banner />
          <OtherOrganization />
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </main>
        <BottomBar show={setOverlay} />
        <Connection />
        <ToastRegion />
        <Suspense>
          {overlay === "palette" && <Palette close={close} showKeys={() => setOverlay("keys")} />}
          {overlay === "apps" && <Apps close={close} />}
          {overlay === "keys" && <KeyMap close={close} />}
        </Suspense>
      </div>
    </RouterProvider>
  );
}
