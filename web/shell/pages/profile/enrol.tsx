import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { PageFrame, showSaved, useRefresh, useSession } from "#kit";
import { SetUpSecondFactor } from "./set-up-second-factor.tsx";
import "./second-factor.css";

/** In place of every page while a role of the person asks for a second factor that is not there yet. */
export function EnrolPage(): ReactNode {
  const { organization } = useSession();
  const refresh = useRefresh();
  return (
    <div className="s-enrol">
      <div className="s-card">
        <PageFrame title={i18n.t("Set up a second factor")} width="form">
          <p>
            {i18n.t(
              "Your role in {organization} asks for a second factor. It takes two minutes; everything else opens after that.",
              { organization: organization?.name ?? "" },
            )}
          </p>
          <SetUpSecondFactor
            isReplacing={false}
            done={() => {
              void refresh("session");
              showSaved(i18n.t("Second factor set up"));
            }}
          />
        </PageFrame>
      </div>
    </div>
  );
}
