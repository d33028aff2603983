import { i18n } from "@lingui/core";
import type { RecordType } from "#core/records";
import type { ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { Facts, Raw, Section } from "../display/facts.tsx";
import { Status } from "../display/status.tsx";
import { formatNumber, today } from "../text/format.ts";
import { Day, When } from "../text/when.tsx";
import { fieldValue } from "./field-value.tsx";
import { say, sayLabel } from "./say.ts";
import type { RecordItem } from "./types.ts";

type Props = { type: RecordType; item: RecordItem };

/** Without what is reckoned from other records: of a moment in the past only the record itself is known. */
type ShortProps = Props & { isPast?: boolean };

/** What is short: who, when, which. */
export function ShortFacts({ type, item, isPast = false }: ShortProps): ReactNode {
  const short = Object.entries(type.fields).filter(([, { kind }]) => !isLong(kind));
  return (
    <Facts
      facts={[
        { label: sayLabel(type.owner), value: type.owner && raw(item.ownerName) },
        { label: sayLabel(type.due), value: type.due && item.dueOn && <Due item={item} /> },
        {
          label: sayLabel(type.occurred),
          value: item.occurredAt && <When at={item.occurredAt} exact />,
        },
        ...short.map(([name, field]) => ({
          label: say(field.label),
          value: fieldValue(name, field, item),
        })),
        ...Object.entries(isPast ? {} : type.computed).map(([name, { label, kind }]) => ({
          label: say(label),
          value: computedValue(kind, item[name]),
        })),
        {
          label: i18n.t("In force from"),
          value: item.effectiveOn && <Day on={item.effectiveOn} />,
        },
        { label: i18n.t("Scope"), value: raw(item.scopeName) },
        { label: i18n.t("Made"), value: <Since who={item.authorName} at={item.createdAt} /> },
        {
          label: i18n.t("Last change"),
          value: item.version > 1 && <Since who={item.updatedName} at={item.updatedAt} />,
        },
        { label: i18n.t("Closed"), value: item.closedAt && <When at={item.closedAt} /> },
      ]}
    />
  );
}

/** What is long, each under its own heading. */
export function LongTexts({ type, item }: Props): ReactNode {
  const long = Object.entries(type.fields).filter(([name, { kind }]) => isLong(kind) && item[name]);
  if (long.length === 0) return null;
  return (
    <Section title={i18n.t("Description")}>
      {long.map(([name, field]) => (
        <div key={name} className="k-text">
          <h3>{say(field.label)}</h3>
          {fieldValue(name, field, item)}
        </div>
      ))}
    </Section>
  );
}

/** A day by which something is due; past days are marked while the record is open. */
export function Due({ item: { dueOn, closedAt } }: Pick<Props, "item">): ReactNode {
  const now = today(useZone());
  if (dueOn === null) return null;
  if (closedAt !== null || dueOn >= now) return <Day on={dueOn} />;
  return (
    <Status tone="refused" icon="alert">
      <Day on={dueOn} /> {i18n.t("overdue")}
    </Status>
  );
}

export function computedValue(kind: "count" | "share", value: unknown): ReactNode {
  if (typeof value !== "number") return null;
  return (
    <span className="k-number">{`${formatNumber(value)}${kind === "share" ? " %" : ""}`}</span>
  );
}

function Since({ who, at }: { who: string | null; at: string }): ReactNode {
  return (
    <>
      {raw(who)} <When at={at} />
    </>
  );
}

const isLong = (kind: string): boolean => ["longText", "richText", "table"].includes(kind);

const raw = (name: string | null): ReactNode => name && <Raw>{name}</Raw>;
