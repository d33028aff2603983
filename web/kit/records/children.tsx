import { i18n } from "@lingui/core";
import { type Child, type RecordType, type Registry, whyNoChild } from "#core/records";
import type { ReactNode } from "react";
import { LinkButton } from "../controls/button.tsx";
import { Raw, Section } from "../display/facts.tsx";
import { Table } from "../pages/table.tsx";
import { Day } from "../text/when.tsx";
import { say } from "./say.ts";
import { StateMark } from "./state.tsx";
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
      {i18n.t("Add")}
    </LinkButton>
  );
  return (
    <Section title={say(child.label)} actions={add}>
      {items.length === 0 ? (
        <p className="k-soft">{say(child.type.about)}</p>
      ) : (
        <Table<RecordItem>
          items={items}
          keyOf={({ id }) => id}
          linkTo={({ id }) => `${child.type.path}/${id}`}
          columns={[
            {
              key: "title",
              header: say(child.type.one),
              cell: (item) => <Raw>{nameOf(item)}</Raw>,
            },
            {
              key: "state",
              header: i18n.t("State"),
              cell: (item) => <StateMark type={child.type} item={item} />,
            },
            {
              key: "owner",
              header: say(child.type.owner ?? "Owner"),
              cell: (item) => <Raw>{item.ownerName}</Raw>,
            },
            {
              key: "due",
              header: say(child.type.due ?? "Due"),
              cell: (item) => item.dueOn && <Day on={item.dueOn} />,
            },
          ]}
        />
      )}
    </Section>
  );
}
