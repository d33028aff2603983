import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { Empty, may, PageFrame, sessionQuery, type PageDeclaration } from "#kit";

/** The server decides; this only spares the person a page that could show nothing but refusals. */
export function Guarded({
  page,
  show: Page,
}: {
  page: PageDeclaration;
  show: ComponentType;
}): ReactNode {
  const { data: session } = useQuery(sessionQuery);
  if (!page.permission) return <Page />;
  if (!session) return null;
  if (may(session, page.permission)) return <Page />;
  return (
    <PageFrame title={page.title()}>
      <Empty icon="lock" title={i18n.t("Your roles do not include this page")}>
        {i18n.t(
          "An administrator of {organization} can give you a role that does. Tell them this name: {permission}",
          {
            organization: session.organization?.name ?? "",
            permission: page.permission,
          },
        )}
      </Empty>
    </PageFrame>
  );
}
