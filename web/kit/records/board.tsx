import { i18n } from "@lingui/core";
import { isFinal, type RecordType } from "#core/records";
import type { ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { Link } from "../controls/link.tsx";
import { Raw } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { Status } from "../display/status.tsx";
import { formatNumber } from "../text/format.ts";
import { Due } from "./facts.tsx";
import { say } from "./say.ts";
import type { RecordItem } from "./types.ts";

type Board = { columns: { state: string; items: RecordItem[] }[] };
type Props = {
  type: RecordType;
  query: string;
  counts: Readonly<Record<string, number>> | undefined;
  /** Shown where no record is on the board. */
  empty: ReactNode;
};

/** The same list by state. Cards are not dragged: a step is taken on the record, where it asks and signs. */
export function RecordBoard({ type, query, counts, empty }: Props): ReactNode {
  const board = useResource<Board>(`${type.path}/board?${query}`);
  if (!board.data)
    return board.error ? (
      <Problem error={board.error} retry={() => void board.refetch()} />
    ) : (
      <Skeleton />
    );
  const shown = board.data.columns.filter(
    ({ state, items }) => items.length > 0 || !isFinal(type.states[state]),
  );
  if (shown.every(({ items }) => items.length === 0)) return empty;
  return (
    <div className="k-board" role="region" aria-label={i18n.t("Board")} tabIndex={0}>
      {shown.map(({ state, items }) => {
        const { label, tone } = type.states[state] ?? { label: state, tone: "neutral" as const };
        return (
          <section key={state} className="k-board-column" aria-label={say(label)}>
            <h2>
              <Status tone={tone}>{say(label)}</Status>{" "}
              <span className="k-soft k-number">
                {formatNumber(counts?.[state] ?? items.length)}
              </span>
            </h2>
            <ul>
              {items.map((item) => (
                <li key={item.id} className="k-board-card">
                  <Card type={type} item={item} />
                </li>
              ))}
            </ul>
            {(counts?.[state] ?? 0) > items.length && (
              <Link to={`${type.path}?show=all&state=${state}`}>{i18n.t("All of these")}</Link>
            )}
          </section>
        );
      })}
    </div>
  );
}

function Card({ type, item }: { type: RecordType; item: RecordItem }): ReactNode {
  return (
    <>
      <span className="k-soft k-number" translate="no">
        {item.number}
      </span>
      <Link to={`${type.path}/${item.id}`}>
        <Raw>{item.title}</Raw>
      </Link>
      <span className="k-board-facts">
        <Raw>{item.ownerName}</Raw>
        <Due item={item} />
      </span>
    </>
  );
}
