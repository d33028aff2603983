import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Icon, Menu, Raw, useSession } from "#kit";
import { useOrganizationSwitch } from "./session-actions.ts";

export function OrganizationMenu(): ReactNode {
  const session = useSession();
  const enter = useOrganizationSwitch();
  return (
    <Menu
      className="k-button k-button-quiet s-organization"
      label={i18n.t("Organisation: {name}. Switch", { name: session.organization?.name ?? "" })}
      trigger={
        <>
          <span className="k-button-text">
            <Raw>{session.organization?.name ?? ""}</Raw>
          </span>
          <Icon name="down" />
        </>
      }
      groups={[
        {
          key: "organizations",
          title: i18n.t("Your organisations"),
          actions: session.organizations.map(({ id, name }) => ({
            key: id,
            label: <Raw>{name}</Raw>,
            icon: "building" as const,
            isChosen: id === session.organization?.id,
            onAction: () => enter(id),
          })),
        },
      ]}
    />
  );
}
