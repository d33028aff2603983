import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Chip, Empty, LinkButton, ListPage, Raw, useList, useMay, type Column } from "#kit";
import type { Role } from "./data.ts";

export function RolesPage(): ReactNode {
  const list = useList<Role>("/roles");
  const create = useMay("access.role.write") ? (
    <LinkButton to="/roles/new" tone="primary" icon="plus">
      {i18n.t("Make a role")}
    </LinkButton>
  ) : null;
  return (
    <ListPage
      title={i18n.t("Roles")}
      actions={create}
      list={list}
      columns={columns()}
      keyOf={(role) => role.id}
      linkTo={(role) => `/roles/${role.id}`}
      empty={<Empty icon="role" title={i18n.t("No roles")} action={create} />}
    />
  );
}

function columns(): Column<Role>[] {
  return [
    { key: "name", header: i18n.t("Name"), cell: (role) => <Raw>{role.name}</Raw> },
    {
      key: "kind",
      header: i18n.t("Kind"),
      cell: (role) => <Chip>{role.builtIn ? i18n.t("Built in") : i18n.t("Made here")}</Chip>,
    },
    {
      key: "description",
      header: i18n.t("What for"),
      isExtra: true,
      cell: (role) => <Raw>{role.description}</Raw>,
    },
    {
      key: "permissions",
      header: i18n.t("Permissions"),
      isNumber: true,
      cell: (role) => <Raw>{role.permissions.length}</Raw>,
    },
    {
      key: "people",
      header: i18n.t("People"),
      isNumber: true,
      cell: (role) => <Raw>{role.people}</Raw>,
    },
  ];
}
