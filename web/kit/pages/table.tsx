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
  /** What can be done with the row: to the right, without a heading on a phone. */
  isActions?: boolean;
};

type TableProps<Item> = {
  items: readonly Item[];
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  linkTo?: (item: Item) => string;
  selected?: string | undefined;
};

/** The first column names the row and carries its link. On a phone each row becomes a card; roles keep it a table. */
export function Table<Item>({
  items,
  columns,
  keyOf,
  linkTo,
  selected,
}: TableProps<Item>): ReactNode {
  const go = useGo();
  return (
    <table className="k-table" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} role="columnheader" scope="col" className={cellClass(column)}>
              {column.isActions ? <span className="k-hidden">{column.header}</span> : column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" onKeyDown={moveByArrow}>
        {items.map((item) => {
          const to = linkTo?.(item);
          const open = (event: MouseEvent): void => {
            const isOwn = event.target instanceof Element && event.target.closest("a, button");
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
  if (step === 0) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("tr > td:first-child a")];
  const current = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const next = links[current + step];
  if (current < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
