import { i18n } from "@lingui/core";
import { Fragment, type ReactNode } from "react";
import {
  actorWord,
  Difference,
  Facts,
  Link,
  Problem,
  Raw,
  readable,
  Section,
  Skeleton,
  useMay,
  useResource,
  When,
} from "#kit";
import { isTechnical, type Action, type Change, type LogEntry } from "./data.ts";
import { isReference, References } from "./references.tsx";
import "../pages.css";

/** The entry beside the list: what changed first, then who and when. */
export function EntryPreview({ n }: { n: number }): ReactNode {
  const { data, error, refetch } = useResource<LogEntry>(`/log/${n}`);
  if (!data) return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton />;
  return (
    <div className="k-stack">
      <WhatChanged entry={data} />
      <WhoAndWhen entry={data} />
    </div>
  );
}

export function WhatChanged({ entry }: { entry: LogEntry }): ReactNode {
  return (
    <Section title={headingOf(entry.action)}>
      {entry.reason && (
        <p>
          <span className="k-strong">{i18n.t("Reason:")}</span> <Raw>{entry.reason}</Raw>
        </p>
      )}
      <Changes entry={entry} />
    </Section>
  );
}

function headingOf(action: Action): string {
  const headings: Record<Action, string> = {
    insert: i18n.t("Created with"),
    update: i18n.t("Before and after"),
    delete: i18n.t("What it held"),
    fact: i18n.t("Details"),
  };
  return headings[action];
}

function Changes({ entry }: { entry: LogEntry }): ReactNode {
  const changed = entry.changes.filter(
    (change) => change.withheldBy !== null || change.old !== change.new,
  );
  const rest = changed.filter(({ field }) => isTechnical(field));
  const main = changed.filter(({ field }) => !isTechnical(field));
  const isBare =
    main.length + entry.secrets.length === 0 && !rest.some(({ field }) => isReference(field));
  return (
    <>
      {changed.length + entry.secrets.length === 0 && (
        <p className="k-soft">
          {i18n.t("This entry records that something happened; no value changed.")}
        </p>
      )}
      <ChangeList changes={main} secrets={entry.secrets} />
      <References changes={rest} />
      {rest.length > 0 && (
        <details className="s-technical" open={isBare}>
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

export function WhoAndWhen({ entry }: { entry: LogEntry }): ReactNode {
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
          {
            label: i18n.t("Operation"),
            value: entry.operation && <Operation id={entry.operation} />,
          },
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

/** Breaks after a dot when it must, never within a word. */
function Operation({ id }: { id: string }): ReactNode {
  return (
    <span className="s-operation" translate="no">
      {id.split(".").map((part, index) => (
        <Fragment key={part}>
          {index > 0 && (
            <>
              .<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

export function Proof({ entry }: { entry: LogEntry }): ReactNode {
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
