import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  DetailPage,
  Difference,
  Facts,
  LinkButton,
  Link,
  Raw,
  Section,
  Status,
  useMay,
  usePathParameter,
  useResource,
  When,
} from "#kit";
import { showAction, type Change, type LogEntry } from "./data.ts";
import { actorWord, readable, typeWord } from "./words.tsx";
import "../pages.css";

export function LogEntryPage(): ReactNode {
  const entry = useResource<LogEntry>(`/log/${usePathParameter("n")}`);
  return (
    <DetailPage
      of={entry}
      kind={i18n.t("Log entry")}
      back={{ to: "/log", label: i18n.t("Log") }}
      title={({ label, type }) => label ?? typeWord(type) ?? readable(type)}
      isRaw={({ label, type }) => label !== null || typeWord(type) === undefined}
      status={({ action }) => {
        const { word, tone, icon } = showAction(action);
        return (
          <Status tone={tone} icon={icon}>
            {word}
          </Status>
        );
      }}
      actions={({ recordId }) =>
        recordId && (
          <LinkButton to={`/log?recordId=${recordId}`} icon="log">
            {i18n.t("All entries of this record")}
          </LinkButton>
        )
      }
      aside={(shown) => (
        <>
          <WhoAndWhen entry={shown} />
          <Proof entry={shown} />
        </>
      )}
    >
      {(shown) => (
        <Section title={i18n.t("Before and after")}>
          {shown.reason && (
            <p>
              <span className="k-strong">{i18n.t("Reason:")}</span> <Raw>{shown.reason}</Raw>
            </p>
          )}
          <Changes entry={shown} />
        </Section>
      )}
    </DetailPage>
  );
}

/** Fields that serve the database: shown on request, after what people wrote. */
const technical = new Set([
  "id",
  "org_id",
  "version",
  "created_at",
  "updated_at",
  "path",
  "author_id",
]);

function Changes({ entry }: { entry: LogEntry }): ReactNode {
  const changed = entry.changes.filter(
    (change) => change.withheldBy !== null || change.old !== change.new,
  );
  const rest = changed.filter(({ field }) => technical.has(field));
  const main = changed.filter(({ field }) => !technical.has(field));
  return (
    <>
      {main.length + entry.secrets.length === 0 && (
        <p className="k-soft">
          {i18n.t("This entry records that something happened; no value changed.")}
        </p>
      )}
      <ChangeList changes={main} secrets={entry.secrets} />
      {rest.length > 0 && (
        <details className="s-technical">
          <summary>{i18n.t("Technical fields")}</summary>
          <ChangeList changes={rest} secrets={[]} />
        </details>
      )}
    </>
  );
}

function ChangeList({
  changes,
  secrets,
}: {
  changes: readonly Change[];
  secrets: readonly string[];
}): ReactNode {
  if (changes.length + secrets.length === 0) return null;
  return (
    <dl className="s-changes">
      {changes.map((change) => (
        <div key={change.field}>
          <dt translate="no">{readable(change.field)}</dt>
          <dd>
            <Value change={change} />
          </dd>
        </div>
      ))}
      {secrets.map((field) => (
        <div key={field}>
          <dt translate="no">{readable(field)}</dt>
          <dd className="k-soft">
            {i18n.t("changed; the value is secret and never written down")}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ change }: { change: Change }): ReactNode {
  if (change.withheldBy === null) return <Difference before={change.old} after={change.new} />;
  return (
    <span className="k-soft">
      {i18n.t("withheld by")}{" "}
      <Link to={`/log/${change.withheldBy}`}>{i18n.t("entry {n}", { n: change.withheldBy })}</Link>
    </span>
  );
}

function WhoAndWhen({ entry }: { entry: LogEntry }): ReactNode {
  const { actor } = entry;
  const person = actor.membershipId ?? actor.personId;
  const mayOpen = useMay("log.entry.read") && person !== null;
  return (
    <Section title={i18n.t("Who, when, where")}>
      <Facts
        facts={[
          {
            label: i18n.t("Who"),
            value: actor.name ? <Raw>{actor.name}</Raw> : actorWord(actor.kind),
          },
          {
            label: i18n.t("As"),
            value: actor.roles.length > 0 && <Raw>{actor.roles.join(", ")}</Raw>,
          },
          {
            label: i18n.t("On behalf of"),
            value: actor.onBehalfOf && <Raw>{actor.onBehalfOf}</Raw>,
          },
          { label: i18n.t("When"), value: <When at={entry.at} exact /> },
          { label: i18n.t("Address"), value: entry.address && <Raw>{entry.address}</Raw> },
          { label: i18n.t("Device"), value: entry.device && <Raw>{entry.device}</Raw> },
          { label: i18n.t("Operation"), value: entry.operation && <Raw>{entry.operation}</Raw> },
        ]}
      />
      {mayOpen && (
        <p>
          <Link to={`/log?personId=${person}`}>{i18n.t("Everything this person did")}</Link>
        </p>
      )}
    </Section>
  );
}

function Proof({ entry }: { entry: LogEntry }): ReactNode {
  return (
    <Section title={i18n.t("Proof")}>
      <Facts
        facts={[
          { label: i18n.t("Entry"), value: <Raw>{entry.n}</Raw> },
          { label: i18n.t("Version"), value: entry.version !== null && <Raw>{entry.version}</Raw> },
          { label: i18n.t("Sealed"), value: <When at={entry.sequencedAt} exact /> },
          { label: i18n.t("Leaf"), value: <code translate="no">{entry.leaf}</code> },
          {
            label: i18n.t("Request"),
            value: entry.request && <code translate="no">{entry.request}</code>,
          },
        ]}
      />
    </Section>
  );
}
