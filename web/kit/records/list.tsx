import { i18n } from "@lingui/core";
import { permissionOf, type RecordType } from "#core/records";
import type { ReactNode } from "react";
import { useList } from "../api/lists.ts";
import { useMay } from "../api/session.ts";
import { useZone } from "../api/zone.ts";
import { LinkButton } from "../controls/button.tsx";
import { Empty } from "../display/empty.tsx";
import { Raw } from "../display/facts.tsx";
import { Status } from "../display/status.tsx";
import type { Filter } from "../pages/filters.tsx";
import { ListPage } from "../pages/list.tsx";
import type { Column } from "../pages/table.tsx";
import { useUrlState } from "../pages/url-state.ts";
import { today } from "../text/format.ts";
import { Day } from "../text/when.tsx";
import { fieldValue } from "./field-value.tsx";
import { say } from "./say.ts";
import { StateMark } from "./state.tsx";
import type { RecordItem } from "./types.ts";
import "./records.css";

/** Every list of records: filters, order and views stand in the address. */
export function RecordList({ type }: { type: RecordType }): ReactNode {
  const [state] = useUrlState();
  const filters = filtersOf(type);
  const asked = Object.fromEntries(filters.map(({ name }) => [name, state[name]]));
  const list = useList<RecordItem>(type.path, { open: "true", ...asked, sort: state["sort"] });
  const mayMake = useMay(permissionOf(type, type.create));
  const make = mayMake ? (
    <LinkButton to={`${type.path}/new`} tone="primary" icon="plus">
      {i18n.t("New {type}", { type: say(type.one) })}
    </LinkButton>
  ) : null;
  return (
    <ListPage
      title={say(type.many)}
      actions={make}
      list={list}
      columns={useColumns(type)}
      keyOf={({ id }) => id}
      linkTo={({ id }) => `${type.path}/${id}`}
      views={{
        name: "open",
        options: [
          { key: "true", label: i18n.t("Open") },
          { key: "false", label: i18n.t("Closed") },
        ],
      }}
      filters={filters}
      empty={
        <Empty icon="log" title={i18n.t("Nothing here yet")} action={make}>
          {say(type.about)}
        </Empty>
      }
    />
  );
}

function filtersOf(type: RecordType): readonly Filter[] {
  const choices = Object.entries(type.fields).filter(
    ([, field]) => field.filterable && field.kind === "choice",
  );
  return [
    {
      kind: "choice",
      name: "state",
      label: i18n.t("State"),
      any: i18n.t("Every state"),
      options: Object.entries(type.states).map(([key, { label }]) => ({ key, label: say(label) })),
    },
    ...choices.map(([name, field]): Filter => ({
      kind: "choice",
      name,
      label: say(field.label),
      any: i18n.t("Any"),
      options: Object.entries(field.options ?? {}).map(([key, label]) => ({
        key,
        label: say(label),
      })),
    })),
  ];
}

function useColumns(type: RecordType): Column<RecordItem>[] {
  const now = today(useZone());
  const shown = Object.entries(type.fields).filter(([, field]) => field.filterable);
  return [
    {
      key: "title",
      header: say(type.one),
      cell: (item) => (
        <span className="k-record-name">
          {item.number && <span className="k-record-number k-number">{item.number}</span>}
          <Raw>{item.title}</Raw>
        </span>
      ),
    },
    {
      key: "state",
      header: i18n.t("State"),
      cell: (item) => <StateMark type={type} item={item} />,
    },
    ...(type.owner === null
      ? []
      : [
          {
            key: "owner",
            header: say(type.owner),
            cell: (item: RecordItem) => <Raw>{item.ownerName}</Raw>,
          },
        ]),
    ...(type.due === null
      ? []
      : [
          {
            key: "due",
            header: say(type.due),
            cell: (item: RecordItem) => <Due item={item} now={now} />,
          },
        ]),
    ...shown.slice(0, 2).map(([name, field]) => ({
      key: name,
      header: say(field.label),
      isExtra: true,
      cell: (item: RecordItem) => fieldValue(name, field, item),
    })),
  ];
}

function Due({ item: { dueOn, closedAt }, now }: { item: RecordItem; now: string }): ReactNode {
  if (dueOn === null) return null;
  if (closedAt !== null || dueOn >= now) return <Day on={dueOn} />;
  return (
    <Status tone="refused" icon="alert">
      <Day on={dueOn} /> {i18n.t("overdue")}
    </Status>
  );
}
