import { i18n } from "@lingui/core";
import { labelOf, machineOf, type RecordType } from "#core/records";
import { useState, type ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { Button } from "../controls/button.tsx";
import { Raw, Section } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { When } from "../text/when.tsx";
import { say } from "./say.ts";
import type { RecordDetail } from "./types.ts";

type Entry = {
  n: number;
  transaction: string;
  at: string;
  action: string;
  type: string;
  rowId: string;
  operation: string | null;
  reason: string | null;
  who: string | null;
  kind: string;
  changes: Record<string, [unknown, unknown]>;
};

/** What happened, from the log: what changed in one go stands together, with who, when and why. */
export function History({ type, shown }: { type: RecordType; shown: RecordDetail }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title={i18n.t("History")}
      actions={
        <Button tone="quiet" onPress={() => setOpen(!isOpen)}>
          {isOpen ? i18n.t("Hide") : i18n.t("Show")}
        </Button>
      }
    >
      {isOpen && <Entries type={type} shown={shown} />}
    </Section>
  );
}

function Entries({ type, shown }: { type: RecordType; shown: RecordDetail }): ReactNode {
  const history = useResource<{ items: Entry[] }>(`${type.path}/${shown.id}/history`);
  if (history.error) return <Problem error={history.error} />;
  if (!history.data) return <Skeleton />;
  const together = [...Map.groupBy(history.data.items, ({ transaction }) => transaction).values()];
  return (
    <ol className="k-history">
      {together.toReversed().map((entries) => (
        <Change key={entries[0]?.n} type={type} shown={shown} entries={entries} />
      ))}
    </ol>
  );
}

function Change({
  type,
  shown,
  entries,
}: {
  type: RecordType;
  shown: RecordDetail;
  entries: readonly Entry[];
}): ReactNode {
  const [first] = entries;
  if (!first) return null;
  const changes = entries.flatMap((entry) => Object.entries(entry.changes));
  return (
    <li>
      <p className="k-soft">
        <span className="k-strong" translate="no">
          {first.who ?? i18n.t("Plumbline")}
        </span>{" "}
        <When at={first.at} />
        {first.reason && (
          <>
            {" · "}
            <Raw>{first.reason}</Raw>
          </>
        )}
      </p>
      <dl className="k-changes">
        {changes.map(([name, [was, is]]) => (
          <div key={name}>
            <dt>{labelOfChange(type, name)}</dt>
            <dd translate="no">
              {was !== null && was !== undefined && <del>{readable(type, shown, name, was)}</del>}{" "}
              {is !== null && is !== undefined && <ins>{readable(type, shown, name, is)}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function labelOfChange(type: RecordType, name: string): string {
  const words: Record<string, string> = {
    state: i18n.t("State"),
    number: i18n.t("Number"),
    ownerId: say(type.owner ?? "Owner"),
    meaning: i18n.t("Signed"),
    printedName: i18n.t("Signed by"),
    endReason: i18n.t("Signature ended"),
    text: i18n.t("Comment"),
    kind: i18n.t("Link"),
  };
  return type.fields[name] ? say(labelOf(type, name)) : (words[name] ?? say(labelOf(type, name)));
}

function readable(type: RecordType, shown: RecordDetail, name: string, value: unknown): string {
  if (name === "state")
    return say(machineOf(type, shown.definition).states[String(value)]?.label ?? String(value));
  const options = type.fields[name]?.options;
  if (Array.isArray(value))
    return value.map((one) => say(options?.[String(one)] ?? String(one))).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return options?.[String(value)] === undefined ? String(value) : say(options[String(value)] ?? "");
}
