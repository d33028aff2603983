import { i18n } from "@lingui/core";
import { useEffect, useState, type ReactNode } from "react";
import { Button, Icon } from "#kit";

/** Another tab went into another organisation: this page shows data that the session no longer reads. */
export function OtherOrganization(): ReactNode {
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const note = (): void => setAway(true);
    window.addEventListener("plumbline:other-organization", note);
    return () => window.removeEventListener("plumbline:other-organization", note);
  }, []);
  if (!isAway) return null;
  return (
    <div className="k-problem" role="alert">
      <Icon name="alert" />
      <div className="k-stack-tight">
        <p>
          {i18n.t(
            "You have switched to another organisation in another tab. Reload to see that one here, too.",
          )}
        </p>
        <p>
          <Button onPress={() => window.location.assign("/")}>{i18n.t("Reload")}</Button>
        </p>
      </div>
    </div>
  );
}
