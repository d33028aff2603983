import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { Link } from "../controls/link.tsx";
import { Empty } from "../display/empty.tsx";
import { Raw, Section } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { Status } from "../display/status.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { Day } from "../text/when.tsx";
import { typeNamed } from "./known.ts";
import { say } from "./say.ts";
import { nameOf } from "./types.ts";
import "./records.css";

const groups = ["overdue", "today", "week", "later", "waiting"] as const;

type WorkItem = {
  id: string;
  type: string;
  number: string | null;
  title: string;
  state: string;
  dueOn: string | null;
  ownerName: string | null;
  group: (typeof groups)[number];
};

type Work = { items: WorkItem[]; more: boolean };

const useWork = () => useResource<Work>("/my-work");

export function WorkPage(): ReactNode {
  const { data, error, refetch } = useWork();
  return (
    <PageFrame title={i18n.t("My work")} width="record">
      {data ? (
        <div className="k-stack">
          <Grouped items={data.items} />
          {data.items.length === 0 && (
            <Empty icon="check" title={i18n.t("Nothing waits for you")}>
              {i18n.t(
                "What you own, and what waits for a right that you hold, stands here by its day.",
              )}
            </Empty>
          )}
          {data.more && (
            <p className="k-soft">{i18n.t("There is more. What is due first is shown.")}</p>
          )}
        </div>
      ) : error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

const MOST_AT_START = 8;

/** On the first page: what comes first, and the way to the rest. Nothing at all where nothing waits. */
export function WorkAtStart(): ReactNode {
  const { data } = useWork();
  if (!data || data.items.length === 0) return null;
  const mine = data.items.filter(({ group }) => group !== "waiting");
  const shown = (mine.length > 0 ? mine : data.items).slice(0, MOST_AT_START);
  return (
    <Section title={i18n.t("My work")} actions={<Link to="/my-work">{i18n.t("All my work")}</Link>}>
      <Items items={shown} />
    </Section>
  );
}

function Grouped({ items }: { items: readonly WorkItem[] }): ReactNode {
  const words = {
    overdue: i18n.t("Overdue"),
    today: i18n.t("Today"),
    week: i18n.t("Within a week"),
    later: i18n.t("Later, or without a day"),
    waiting: i18n.t("Waiting for others"),
  };
  return groups.map((group) => {
    const found = items.filter((item) => item.group === group);
    return (
      found.length > 0 && (
        <Section key={group} title={words[group]}>
          <Items items={found} />
        </Section>
      )
    );
  });
}

function Items({ items }: { items: readonly WorkItem[] }): ReactNode {
  return (
    <ul className="k-work">
      {items.map((item) => (
        <li key={item.id}>
          <WorkLine item={item} />
        </li>
      ))}
    </ul>
  );
}

function WorkLine({ item }: { item: WorkItem }): ReactNode {
  const type = typeNamed(item.type);
  const state = type?.states[item.state];
  return (
    <>
      <Link to={`${type?.path ?? ""}/${item.id}`} translate="no">
        {nameOf(item)}
      </Link>
      <span className="k-work-facts">
        {state && <Status tone={state.tone}>{say(state.label)}</Status>}
        {item.group === "overdue" && (
          <Status tone="refused" icon="alert">
            {i18n.t("overdue")}
          </Status>
        )}
        {item.dueOn && (
          <span className="k-soft">
            <Day on={item.dueOn} />
          </span>
        )}
        {item.group === "waiting" && (
          <span className="k-soft">
            <Raw>{item.ownerName}</Raw>
          </span>
        )}
      </span>
    </>
  );
}
