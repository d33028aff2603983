import { i18n } from "@lingui/core";
import type { RecordType } from "#core/records";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { CheckGroup } from "../controls/check-group.tsx";
import { Raw } from "../display/facts.tsx";
import type { Column } from "../pages/table.tsx";
import { useUrlState } from "../pages/url-state.ts";
import { When } from "../text/when.tsx";
import { computedValue, Due } from "./facts.tsx";
import { fieldValue } from "./field-value.tsx";
import { say } from "./say.ts";
import { StateMark } from "./state.tsx";
import type { RecordItem } from "./types.ts";

/** With the name, seven columns: more of them nobody reads. */
const MOST = 6;

/** The name first, then what the address asks for, or what matters most of this type. */
export function useColumns(type: RecordType): readonly Column<RecordItem>[] {
  const [state] = useUrlState();
  const all = columnsOf(type);
  const chosen = chosenIn(state["columns"], type, all);
  return [nameColumn(type), ...all.filter(({ key }) => chosen.includes(key))];
}

function chosenIn(
  wanted: string | undefined,
  type: RecordType,
  all: readonly Column<RecordItem>[],
): readonly string[] {
  if (wanted !== undefined) return wanted.split(",").slice(0, MOST);
  const filterable = Object.keys(type.fields).filter((name) => type.fields[name]?.filterable);
  const usual = ["state", "owner", "due", ...filterable.slice(0, 2), ...Object.keys(type.computed)];
  return all.filter(({ key }) => usual.slice(0, MOST).includes(key)).map(({ key }) => key);
}

function nameColumn(type: RecordType): Column<RecordItem> {
  return {
    key: "title",
    header: say(type.one),
    order: "title",
    cell: (item) => (
      <span className="k-record-name">
        {item.number && (
          <span className="k-record-number k-number" translate="no">
            {item.number}
          </span>
        )}
        <Raw>{item.title}</Raw>
      </span>
    ),
  };
}

function columnsOf(type: RecordType): readonly Column<RecordItem>[] {
  const owner = type.owner;
  const due = type.due;
  return [
    {
      key: "state",
      header: i18n.t("State"),
      cell: (item) => <StateMark type={type} item={item} />,
    },
    ...(owner === null
      ? []
      : [
          {
            key: "owner",
            header: say(owner),
            cell: (item: RecordItem) => <Raw>{item.ownerName}</Raw>,
          },
        ]),
    ...(due === null
      ? []
      : [
          {
            key: "due",
            header: say(due),
            order: "dueOn",
            cell: (item: RecordItem) => <Due item={item} />,
          },
        ]),
    ...Object.entries(type.fields)
      .filter(([, { kind }]) => !["longText", "richText", "table"].includes(kind))
      .map(([name, field]) => ({
        key: name,
        header: say(field.label),
        isExtra: true,
        isNumber: ["number", "decimal", "money"].includes(field.kind),
        ...(field.sortable ? { order: name } : {}),
        cell: (item: RecordItem) => fieldValue(name, field, item),
      })),
    ...Object.entries(type.computed).map(([name, { label, kind }]) => ({
      key: name,
      header: say(label),
      isExtra: true,
      isNumber: true,
      cell: (item: RecordItem) => computedValue(kind, item[name]),
    })),
    {
      key: "scope",
      header: i18n.t("Scope"),
      isExtra: true,
      cell: (item) => <Raw>{item.scopeName}</Raw>,
    },
    {
      key: "author",
      header: i18n.t("Made by"),
      isExtra: true,
      cell: (item) => <Raw>{item.authorName}</Raw>,
    },
    {
      key: "made",
      header: i18n.t("Made"),
      order: "created",
      isExtra: true,
      cell: (item) => <When at={item.createdAt} />,
    },
    {
      key: "changed",
      header: i18n.t("Last change"),
      isExtra: true,
      cell: (item) => <When at={item.updatedAt} />,
    },
  ];
}

/** Which columns stand in the list; the address keeps them, and so does a saved view. */
export function ColumnChoice({ type }: { type: RecordType }): ReactNode {
  const [state, change] = useUrlState();
  const all = columnsOf(type);
  const chosen = chosenIn(state["columns"], type, all);
  return (
    <DialogTrigger>
      <AriaButton className="k-button k-button-quiet">
        <span className="k-button-text">{i18n.t("Columns")}</span>
      </AriaButton>
      <Popover className="k-popover" placement="bottom end">
        <Dialog className="k-filter-editor" aria-label={i18n.t("Columns")}>
          <CheckGroup
            label={i18n.t("Columns")}
            help={i18n.t("At most {count} beside the name.", { count: MOST })}
            options={all.map(({ key, header }) => ({ key, label: header }))}
            value={chosen}
            onChange={(keys) => change({ columns: keys.slice(0, MOST).join(",") })}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
