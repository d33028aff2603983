import { i18n } from "@lingui/core";
import { type Child, type RecordType, type Registry, whyNoChild } from "#core/records";
import type { ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { LinkButton } from "../controls/button.tsx";
import { Raw, Section } from "../display/facts.tsx";
import { type Column, Table } from "../pages/table.tsx";
import { Due } from "./facts.tsx";
import { say, sayLabel, saySentence } from "./say.ts";
import { StateMark } from "./state.tsx";
import { StepButtons } from "./steps.tsx";
import { dataOf, nameOf, type RecordDetail, type RecordItem } from "./types.ts";
import { usePerson } from "./use-person.ts";

type Props = { registry: Registry; type: RecordType; shown: RecordDetail };

/** Records that live inside this one, each with a page of its own. */
export function Children({ type, shown }: Props): ReactNode {
  return Object.entries(type.children).map(([as, child]) => (
    <ChildTable key={as} {...{ type, shown, as, child }} />
  ));
}

function ChildTable({
  type,
  shown,
  as,
  child,
}: Omit<Props, "registry"> & { as: string; child: Child }): ReactNode {
  const person = usePerson(shown.scopeId);
  const why = whyNoChild(type, as, dataOf(type, shown), person);
  const items = shown.children[as] ?? [];
  const add = why === null && (
    <LinkButton to={`${child.type.path}/new?parentId=${shown.id}`} icon="plus">
      {i18n.t("Add: {type}", { type: say(child.type.one) })}
    </LinkButton>
  );
  return (
    <Section title={say(child.label)} actions={add}>
      {items.length === 0 && <p className="k-soft">{say(child.type.about)}</p>}
      {items.length > 0 && <ChildRows child={child.type} items={items} hasSteps />}
      {why && child.add[shown.state] !== undefined && <p className="k-soft">{saySentence(why)}</p>}
    </Section>
  );
}

export function ChildRows({
  child,
  items,
  hasSteps = false,
}: {
  child: RecordType;
  items: readonly RecordItem[];
  hasSteps?: boolean;
}): ReactNode {
  const columns: Column<RecordItem>[] = [
    { key: "title", header: say(child.one), cell: (item) => <Raw>{nameOf(item)}</Raw> },
    {
      key: "state",
      header: i18n.t("State"),
      cell: (item) => <StateMark type={child} item={item} />,
    },
    {
      key: "owner",
      header: sayLabel(child.owner),
      cell: (item) => <Raw>{item.ownerName}</Raw>,
    },
    { key: "due", header: sayLabel(child.due), cell: (item) => <Due item={item} /> },
    ...(hasSteps
      ? [
          {
            key: "steps",
            header: i18n.t("Steps"),
            isActions: true,
            cell: (item: RecordItem) => <ChildSteps child={child} item={item} />,
          },
        ]
      : []),
  ];
  return (
    <Table<RecordItem>
      items={items}
      keyOf={({ id }) => id}
      linkTo={({ id }) => `${child.path}/${id}`}
      columns={columns}
    />
  );
}

/** Steps can be taken in the row where the record may wait for this person; only then is the rest of it fetched. */
function ChildSteps({ child, item }: { child: RecordType; item: RecordItem }): ReactNode {
  const person = usePerson(item.scopeId);
  const waits =
    item.waitsFor === "owner"
      ? item.ownerId === person.membershipId
      : item.waitsFor !== null && person.may(item.waitsFor);
  const { data } = useResource<RecordDetail>(waits ? `${child.path}/${item.id}` : undefined);
  if (!waits || !data) return null;
  return (
    <span className="k-row">
      <StepButtons type={child} shown={data} />
    </span>
  );
}
