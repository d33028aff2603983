import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Empty, LinkButton, PageFrame, Problem, Skeleton } from "#kit";

export function Waiting(): ReactNode {
  return (
    <div className="k-page">
      <Skeleton />
    </div>
  );
}

export function Failed({ error, reset }: { error: unknown; reset: () => void }): ReactNode {
  return (
    <PageFrame title={i18n.t("This page could not be shown")} width="form">
      <Problem error={error} retry={reset} />
    </PageFrame>
  );
}

export function NotFound(): ReactNode {
  return (
    <main id="content" className="s-open-content">
      <PageFrame title={i18n.t("There is nothing here")} width="form">
        <Empty
          icon="search"
          title={i18n.t("No page has this address")}
          action={<LinkButton to="/">{i18n.t("Go to the start page")}</LinkButton>}
        >
          {i18n.t(
            "The link may be old or mistyped. Check it, or look for the page from the start page.",
          )}
        </Empty>
      </PageFrame>
    </main>
  );
}
