import { i18n } from "@lingui/core";
import { type RecordType, type Registry } from "#core/records";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { Link } from "../controls/link.tsx";
import { Difference } from "../display/difference.tsx";
import { Raw, Section } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { When } from "../text/when.tsx";
import { type Entry, happened, useReader } from "./history-words.ts";
import type { RecordDetail } from "./types.ts";

type Props = { registry: Registry; type: RecordType; shown: RecordDetail };

/** What happened, from the log: what changed in one go stands together, with who, when and why. */
export function History({ type, shown }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title={i18n.t("History")}
      actions={
        <span className="k-row">
          <LinkButton tone="quiet" to={`${type.path}/${shown.id}/as-of`}>
            {i18n.t("As it was on …")}
          </LinkButton>
          <Button tone="quiet" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            {isOpen ? i18n.t("Hide the history") : i18n.t("Show the history")}
          </Button>
        </span>
      }
    >
      {isOpen && <Entries type={type} shown={shown} />}
    </Section>
  );
}

function Entries({ type, shown }: Omit<Props, "registry">): ReactNode {
  const path = `${type.path}/${shown.id}/history`;
  const history = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => everything(path, signal),
  });
  if (history.error) return <Problem error={history.error} retry={() => void history.refetch()} />;
  if (!history.data) return <Skeleton />;
  const together = [...Map.groupBy(history.data, ({ transaction }) => transaction).values()];
  return (
    <ol className="k-history">
      {together.toReversed().map((entries) => (
        <Change key={entries[0]?.n} type={type} shown={shown} entries={entries} />
      ))}
    </ol>
  );
}

/** The log is read from its beginning; the newest stands first on the page, so all of it is fetched. */
async function everything(path: string, signal: AbortSignal): Promise<Entry[]> {
  const found: Entry[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: { items: Entry[]; next: number | null } = await api.get(path, { after }, signal);
    found.push(...page.items);
    after = page.next;
  }
  return found;
}

function Change({
  type,
  shown,
  entries,
}: Omit<Props, "registry"> & { entries: readonly Entry[] }): ReactNode {
  const read = useReader(type, shown);
  const [first] = entries;
  if (!first) return null;
  return (
    <li>
      <p className="k-history-head">
        <span className="k-strong">{happened(type, shown, first)}</span>
        <Raw>{first.who ?? "Plumbline"}</Raw>
        <span className="k-soft">
          <When at={first.at} />
        </span>
        <Link to={`${type.path}/${shown.id}/as-of?at=${encodeURIComponent(first.at)}`}>
          {i18n.t("As it was then")}
        </Link>
      </p>
      {first.reason && (
        <p>
          <span className="k-soft">{i18n.t("Reason")}</span> <Raw>{first.reason}</Raw>
        </p>
      )}
      <dl className="k-changes">
        {entries.flatMap((entry) =>
          Object.entries(entry.changes).map(([name, [was, is]]) => (
            <div key={`${entry.n} ${name}`}>
              <dt>{read.label(entry, name)}</dt>
              <dd translate="no">
                <Difference before={read.value(name, was)} after={read.value(name, is)} />
              </dd>
            </div>
          )),
        )}
      </dl>
    </li>
  );
}
