import { CheckInput } from "../controls/fields.tsx";
import { Icon } from "../controls/icon.tsx";
import { Link } from "../controls/link.tsx";
import { useGo } from "./url-state.ts";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";

export type Column<Item> = {
  key: string;
  header: string;
  cell: (item: Item) => ReactNode;
  /** Numbers stand to the right, in figures of one width. */
  isNumber?: boolean;
  /** Left out when the window is narrower than a desk's. */
  isExtra?: boolean;
  /** The list can be ordered by it, under this name. */
  order?: string;
  /** What can be done with the row: to the right, without a heading on a phone. */
  isActions?: boolean;
};

export type TableProps<Item> = {
  items: readonly Item[];
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  linkTo?: (item: Item) => string;
  selected?: string | undefined;
  /** By what the list is ordered; a leading minus turns it round. */
  sort?: { by: string; change: (by: string) => void };
  /** Rows that can be chosen have a box in front of their name. */
  select?: Selection<Item>;
};

type Selection<Item> = {
  chosen: ReadonlySet<string>;
  choose: (keys: ReadonlySet<string>) => void;
  isOpen: (item: Item) => boolean;
  label: (item: Item) => string;
};

/** The first column names the row and carries its link. On a phone each row becomes a card; roles keep it a table. */
export function Table<Item>({
  items,
  columns,
  keyOf,
  linkTo,
  selected,
  sort,
  select,
}: TableProps<Item>): ReactNode {
  const go = useGo();
  return (
    <table className="k-table" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <Head key={column.key} column={column} sort={sort} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" onKeyDown={moveByArrow}>
        {items.map((item) => {
          const to = linkTo?.(item);
          const open = (event: MouseEvent): void => {
            const isOwn =
              event.target instanceof Element && event.target.closest("a, button, label");
            if (to && !isOwn && !window.getSelection()?.toString()) go(to);
          };
          return (
            <tr
              key={keyOf(item)}
              role="row"
              onClick={open}
              className={to ? "k-row-link" : ""}
              {...(keyOf(item) === selected ? { "aria-current": "true" as const } : {})}
            >
              {columns.map((column, index) => (
                <td key={column.key} role="cell" className={cellClass(column)}>
                  {index > 0 && !column.isActions && (
                    <span className="k-cell-label" aria-hidden="true">
                      {column.header}
                    </span>
                  )}
                  {index === 0 && select?.isOpen(item) && (
                    <Choice of={select} label={select.label(item)} own={keyOf(item)} />
                  )}
                  {index === 0 && to ? <Link to={to}>{column.cell(item)}</Link> : column.cell(item)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Head<Item>({
  column,
  sort,
}: {
  column: Column<Item>;
  sort: TableProps<Item>["sort"];
}): ReactNode {
  const { header, order, isActions } = column;
  const frame = { role: "columnheader", scope: "col", className: cellClass(column) } as const;
  if (!sort || order === undefined)
    return <th {...frame}>{isActions ? <span className="k-hidden">{header}</span> : header}</th>;
  const isUp = sort.by === order;
  const isDown = sort.by === `-${order}`;
  return (
    <th {...frame} aria-sort={isUp ? "ascending" : isDown ? "descending" : "none"}>
      <button
        type="button"
        className="k-sort"
        onClick={() => sort.change(isUp ? `-${order}` : order)}
      >
        {header}
        {(isUp || isDown) && <Icon name={isUp ? "up" : "down"} />}
      </button>
    </th>
  );
}

function Choice<Item>({
  of: { chosen, choose },
  label,
  own,
}: {
  of: Selection<Item>;
  label: string;
  own: string;
}): ReactNode {
  const toggle = (isChosen: boolean): void =>
    choose(new Set(isChosen ? [...chosen, own] : [...chosen].filter((key) => key !== own)));
  return (
    <span className="k-row-choice">
      <CheckInput
        label={<span className="k-hidden">{label}</span>}
        value={chosen.has(own)}
        onChange={toggle}
      />
    </span>
  );
}

function cellClass<Item>({ isNumber, isExtra, isActions }: Column<Item>): string {
  const classes = [
    isNumber && "k-cell-number",
    isExtra && "k-cell-extra",
    isActions && "k-cell-actions",
  ];
  return classes.filter(Boolean).join(" ");
}

/** Up and down go from row to row, as in every list a person knows. */
function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step !== 0 && moveRow(step, event.currentTarget)) event.preventDefault();
}

/** From outside a list the first step goes to its first row. */
export function moveRow(step: 1 | -1, within?: HTMLElement): boolean {
  const rows = within ?? document.querySelector<HTMLElement>("main tbody");
  const links = [...(rows?.querySelectorAll<HTMLElement>("tr > td:first-child a") ?? [])];
  const current = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  if (within && current < 0) return false;
  const next = current < 0 ? links[0] : links[current + step];
  next?.focus();
  return next !== undefined;
}
