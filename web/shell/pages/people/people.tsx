import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  Empty,
  LinkButton,
  ListPage,
  Raw,
  Status,
  useList,
  useMay,
  useUrlState,
  type Column,
} from "#kit";
import { peopleViews, standing, type Person } from "./data.ts";
import { EndingRoles } from "./ending-roles.tsx";

export function PeoplePage(): ReactNode {
  const [{ status = "active" }] = useUrlState();
  return status === "ending" ? <EndingRoles /> : <People status={status} />;
}

function People({ status }: { status: string }): ReactNode {
  const [{ search }] = useUrlState();
  const list = useList<Person>("/people", { search, status });
  const invite = useMay("access.person.write") ? (
    <LinkButton to="/people/invite" tone="primary" icon="plus">
      {i18n.t("Invite a person")}
    </LinkButton>
  ) : null;
  return (
    <ListPage
      title={i18n.t("People")}
      actions={
        invite && (
          <>
            <LinkButton to="/people/import">{i18n.t("Import people")}</LinkButton>
            {invite}
          </>
        )
      }
      list={list}
      columns={columns()}
      keyOf={(person) => person.id}
      linkTo={(person) => `/people/${person.id}`}
      search={i18n.t("Search people")}
      views={peopleViews()}
      empty={
        <Empty icon="people" title={i18n.t("Nobody here")} action={invite}>
          {i18n.t(
            "Administrators invite people; each then chooses a password by the link in the mail.",
          )}
        </Empty>
      }
    />
  );
}

function columns(): Column<Person>[] {
  return [
    { key: "name", header: i18n.t("Name"), cell: (person) => <Raw>{person.printedName}</Raw> },
    {
      key: "status",
      header: i18n.t("State"),
      cell: (person) => {
        const { tone, word } = standing(person);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    { key: "title", header: i18n.t("Job title"), cell: (person) => <Raw>{person.title}</Raw> },
    {
      key: "department",
      header: i18n.t("Department"),
      isExtra: true,
      cell: (person) => <Raw>{person.department}</Raw>,
    },
    { key: "roles", header: i18n.t("Roles"), cell: (person) => <Raw>{roleNames(person)}</Raw> },
    {
      key: "email",
      header: i18n.t("Email"),
      isExtra: true,
      cell: (person) => <Raw>{person.email}</Raw>,
    },
  ];
}

function roleNames({ roles }: Person): string {
  return [...new Set(roles.map(({ name }) => name))].join(", ") || "–";
}
