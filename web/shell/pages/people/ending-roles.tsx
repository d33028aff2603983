import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  Button,
  Day,
  Empty,
  ListPage,
  Raw,
  Status,
  today,
  useList,
  useMay,
  useUrlState,
  useZone,
  type Column,
} from "#kit";
import { peopleViews, type EndingRole } from "./data.ts";
import { RoleEndDialog } from "./role-end-dialog.tsx";
import "./people.css";

/** Who loses what within thirty days, and the one thing to do about it. */
export function EndingRoles(): ReactNode {
  const [{ search }] = useUrlState();
  const list = useList<EndingRole>("/role-assignments", { endsWithin: 30, search });
  const [moving, setMoving] = useState<EndingRole>();
  const mayChange = useMay("access.person.write");
  return (
    <>
      <ListPage
        title={i18n.t("People")}
        list={list}
        columns={[...columns(), ...(mayChange ? [action(setMoving)] : [])]}
        keyOf={({ id }) => id}
        linkTo={({ personId }) => `/people/${personId}`}
        search={i18n.t("Search people")}
        views={peopleViews()}
        empty={
          <Empty icon="clock" title={i18n.t("No role ends soon")}>
            {i18n.t("Roles with a last day within thirty days stand here, the next one first.")}
          </Empty>
        }
      />
      {moving && (
        <RoleEndDialog
          key={moving.id}
          personId={moving.personId}
          assignmentId={moving.id}
          endsOn={moving.endsOn}
          isOpen
          close={() => setMoving(undefined)}
        />
      )}
    </>
  );
}

function columns(): Column<EndingRole>[] {
  return [
    { key: "name", header: i18n.t("Name"), cell: ({ personName }) => <Raw>{personName}</Raw> },
    { key: "role", header: i18n.t("Role"), cell: ({ roleName }) => <Raw>{roleName}</Raw> },
    {
      key: "scope",
      header: i18n.t("Where it applies"),
      cell: ({ scopeName }) => <Raw>{scopeName}</Raw>,
    },
    {
      key: "endsOn",
      header: i18n.t("Last day"),
      cell: ({ endsOn }) => <LastDay endsOn={endsOn} />,
    },
  ];
}

function LastDay({ endsOn }: { endsOn: string }): ReactNode {
  const isToday = endsOn === today(useZone());
  return (
    <Status tone={isToday ? "refused" : "risk"} icon="clock">
      {isToday ? i18n.t("Today") : <Day on={endsOn} />}
    </Status>
  );
}

function action(move: (role: EndingRole) => void): Column<EndingRole> {
  return {
    key: "actions",
    header: i18n.t("Actions"),
    isActions: true,
    cell: (role) => (
      <Button className="s-extend" onPress={() => move(role)}>
        {i18n.t("Extend")}
        <span className="k-hidden" translate="no">
          {" "}
          {role.personName}, {role.roleName}
        </span>
      </Button>
    ),
  };
}
