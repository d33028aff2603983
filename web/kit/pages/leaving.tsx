import { i18n } from "@lingui/core";
import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { Dialog } from "../controls/dialog.tsx";

/** Asks before somebody walks away from what they typed. */
export function Leaving({ isUnsaved }: { isUnsaved: () => boolean }): ReactNode {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isUnsaved() && current.pathname !== next.pathname,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Dialog title={i18n.t("Leave without saving?")} isOpen onClose={reset}>
      <p>
        {i18n.t(
          "What you typed stays on this device as your draft and is here when you come back.",
        )}
      </p>
      <div className="k-form-actions">
        <Button tone="primary" onPress={reset}>
          {i18n.t("Go on editing")}
        </Button>
        <Button onPress={proceed}>{i18n.t("Leave")}</Button>
      </div>
    </Dialog>
  );
}
