import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  DetailPage,
  Facts,
  Link,
  LinkButton,
  Raw,
  Section,
  Status,
  useMay,
  usePathParameter,
  useResource,
} from "#kit";
import { standing, type Person } from "./data.ts";
import { PersonAccount } from "./person-account.tsx";
import { PersonActions } from "./person-actions.tsx";
import { RoleList } from "./person-roles.tsx";
import { WaitingReset } from "./waiting-reset.tsx";
import { SignerIdentity } from "../signing/signer-identity.tsx";

export function PersonPage(): ReactNode {
  const person = useResource<Person>(`/people/${usePathParameter("id")}`);
  return (
    <DetailPage
      of={person}
      kind={i18n.t("Person")}
      back={{ to: "/people", label: i18n.t("People") }}
      title={({ printedName }) => printedName}
      status={(shown) => <Standing person={shown} />}
      actions={(shown) => <PersonActions person={shown} />}
      aside={(shown) => <About person={shown} />}
    >
      {(shown) => (
        <>
          {shown.active && <WaitingReset person={shown} />}
          <RoleList person={shown} />
          {shown.active && <SignerIdentity personId={shown.id} />}
          {shown.active && !shown.invited && <PersonAccount person={shown} />}
        </>
      )}
    </DetailPage>
  );
}

function Standing({ person }: { person: Person }): ReactNode {
  const { tone, word } = standing(person);
  return <Status tone={tone}>{word}</Status>;
}

function About({ person }: { person: Person }): ReactNode {
  const maySeeLog = useMay("log.entry.read");
  return (
    <Section title={i18n.t("About")}>
      <Facts
        facts={[
          { label: i18n.t("User name"), value: <Raw>{person.username}</Raw> },
          { label: i18n.t("Email"), value: <Raw>{person.email}</Raw> },
          { label: i18n.t("Job title"), value: person.title && <Raw>{person.title}</Raw> },
          {
            label: i18n.t("Department"),
            value: person.department && <Raw>{person.department}</Raw>,
          },
          {
            label: i18n.t("Manager"),
            value: person.managerId && (
              <Link to={`/people/${person.managerId}`} translate="no">
                {person.managerName}
              </Link>
            ),
          },
          {
            label: i18n.t("Employee number"),
            value: person.employeeNumber && <Raw>{person.employeeNumber}</Raw>,
          },
        ]}
      />
      {maySeeLog && (
        <p>
          <LinkButton to={`/log?recordId=${person.id}`} icon="log">
            {i18n.t("History in the log")}
          </LinkButton>
        </p>
      )}
    </Section>
  );
}
