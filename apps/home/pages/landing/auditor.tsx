import { i18n } from "@lingui/core";
import { useState, type FormEvent, type ReactNode } from "react";
import {
  Link,
  Button,
  DownloadButton,
  formatNumber,
  LinkButton,
  Problem,
  Raw,
  Section,
  Skeleton,
  TextInput,
  useGo,
  useList,
  useResource,
  When,
} from "#kit";

type Entry = {
  n: number;
  at: string;
  action: string;
  type: string;
  label: string | null;
  personName: string | null;
};
type Checkpoint = { text: string; size: number; at: string };

/** The log first: how much there is, up to when it is sealed, and the way into it. */
export function AuditorStart(): ReactNode {
  return (
    <div className="h-columns">
      <Section
        title={i18n.t("Latest entries")}
        actions={<Link to="/log">{i18n.t("Open the log")}</Link>}
      >
        <LatestEntries />
      </Section>
      <Section title={i18n.t("The log")}>
        <LogState />
      </Section>
    </div>
  );
}

function LatestEntries(): ReactNode {
  const { items, error, retry } = useList<Entry>("/log", { limit: 8 });
  if (!items) return error ? <Problem error={error} retry={retry} /> : <Skeleton />;
  return (
    <ul className="k-lines">
      {items.map((entry) => (
        <li key={entry.n}>
          <Link to={`/log/${entry.n}`} translate="no">
            {entry.label ?? wordsOf(entry.type)}
          </Link>
          <span className="k-soft">
            <Raw>{entry.personName ?? ""}</Raw>
          </span>
          <When at={entry.at} />
        </li>
      ))}
    </ul>
  );
}

function LogState(): ReactNode {
  const { data, error, refetch } = useResource<Checkpoint>("/log/checkpoint");
  const [text, setText] = useState("");
  const go = useGo();
  if (!data)
    return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton lines={3} />;
  const search = (event: FormEvent): void => {
    event.preventDefault();
    go(`/log?search=${encodeURIComponent(text)}`);
  };
  return (
    <div className="k-stack">
      <div>
        <p className="h-figure-count" translate="no">
          {formatNumber(data.size)}
        </p>
        <p className="k-soft">
          {i18n.t("entries, sealed")} <When at={data.at} />
        </p>
      </div>
      <form className="h-search" onSubmit={search}>
        <TextInput label={i18n.t("Search the log")} value={text} onChange={setText} />
        <Button type="submit" icon="search">
          {i18n.t("Search")}
        </Button>
      </form>
      <div className="k-row">
        <DownloadButton href="/api/v1/log/export">{i18n.t("Export")}</DownloadButton>
        <LinkButton to="/log?checkpoint=show" icon="copy">
          {i18n.t("Checkpoint")}
        </LinkButton>
      </div>
    </div>
  );
}

/** "identity.signedIn" as words. */
function wordsOf(type: string): string {
  const words = (type.split(".").at(-1) ?? type).replaceAll(/([A-Z])/g, " $1").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
