import { i18n } from "@lingui/core";
import { useState, type FormEvent, type ReactNode } from "react";
import {
  Link,
  Button,
  DownloadButton,
  EntrySentence,
  formatNumber,
  LinkButton,
  Problem,
  Section,
  Skeleton,
  TextInput,
  useGo,
  useList,
  useResource,
  When,
  type Told,
} from "#kit";

type Entry = Told & { n: number; at: string };
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
        <li key={entry.n} className="h-entry">
          <Link to={`/log/${entry.n}`}>
            <EntrySentence entry={entry} />
          </Link>
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
