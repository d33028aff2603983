import { i18n } from "@lingui/core";
import type { KeyboardEvent, ReactNode } from "react";
import { Button, CheckInput, Chip, Day, Link, Raw, Status, When } from "#kit";
import { byPerson, decisionOf, type Item } from "./data.ts";

export type ReviewTableProps = {
  items: readonly Item[];
  /** Whether this viewer can still decide about it. */
  isOpen: (item: Item) => boolean;
  isOwn: (item: Item) => boolean;
  mayDecide: boolean;
  selected: ReadonlySet<string>;
  select: (ids: ReadonlySet<string>) => void;
  keep: (item: Item) => void;
  remove: (item: Item) => void;
};

/** One body of rows for each person. On a phone each row becomes a card, as in every table. */
export function ReviewTable(props: ReviewTableProps): ReactNode {
  return (
    <table className="k-table s-review" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {i18n.t("Role")}
          </th>
          <th role="columnheader" scope="col">
            {i18n.t("Where it applies")}
          </th>
          <th role="columnheader" scope="col">
            {i18n.t("Last day")}
          </th>
          <th role="columnheader" scope="col">
            {i18n.t("Decision")}
          </th>
          <th role="columnheader" scope="col">
            <span className="k-hidden">{i18n.t("Actions")}</span>
          </th>
        </tr>
      </thead>
      {byPerson(props.items).map((items) => (
        <PersonGroup key={items[0]?.personId} {...props} items={items} />
      ))}
    </table>
  );
}

function PersonGroup(props: ReviewTableProps): ReactNode {
  const { items, isOpen, selected, select } = props;
  const [first] = items;
  const open = items.filter(isOpen).map(({ id }) => id);
  const isAll = open.length > 0 && open.every((id) => selected.has(id));
  if (!first) return null;
  return (
    <tbody role="rowgroup" onKeyDown={(event) => byKey(event, props)}>
      <tr role="row" className="s-person-row">
        <th role="rowheader" scope="rowgroup" colSpan={5}>
          <span className="k-row">
            {open.length > 1 && (
              <CheckInput
                label={
                  <span className="k-hidden">
                    {i18n.t("Select all roles of {person}", { person: first.personName })}
                  </span>
                }
                value={isAll}
                onChange={(on) => select(changed(selected, open, on))}
              />
            )}
            <Link to={`/people/${first.personId}`} translate="no">
              {first.personName}
            </Link>
            {!first.personActive && <Chip>{i18n.t("Deactivated")}</Chip>}
          </span>
        </th>
      </tr>
      {items.map((item) => (
        <ItemRow key={item.id} {...props} item={item} />
      ))}
    </tbody>
  );
}

function ItemRow({ item, ...props }: ReviewTableProps & { item: Item }): ReactNode {
  const { isOpen, selected, select } = props;
  const { id, roleName, scopeName, endsOn, personName } = item;
  const canDecide = isOpen(item);
  return (
    <tr role="row" {...(canDecide ? { "data-undecided": id } : {})}>
      <td role="cell">
        {canDecide ? (
          <CheckInput
            label={
              <>
                <Raw>{roleName}</Raw>
                <span className="k-hidden" translate="no">
                  , {personName}, {scopeName}
                </span>
              </>
            }
            value={selected.has(id)}
            onChange={(on) => select(changed(selected, [id], on))}
          />
        ) : (
          <span className="s-review-role">
            <Raw>{roleName}</Raw>
          </span>
        )}
      </td>
      <td role="cell">
        <span className="k-cell-label" aria-hidden="true">
          {i18n.t("in")}
        </span>
        <Raw>{scopeName}</Raw>
      </td>
      <td role="cell">
        {endsOn && (
          <>
            <span className="k-cell-label" aria-hidden="true">
              {i18n.t("until")}
            </span>
            <Day on={endsOn} />
          </>
        )}
      </td>
      <td role="cell">
        <Decision item={item} />
      </td>
      <td role="cell" className="k-cell-actions">
        <Actions item={item} {...props} />
      </td>
    </tr>
  );
}

function Decision({ item }: { item: Item }): ReactNode {
  const { tone, word } = decisionOf(item);
  const { state, decidedBy, decidedAt, reason } = item;
  return (
    <span className="s-decision">
      <Status tone={tone}>{word}</Status>
      {decidedBy && decidedAt && (
        <span className="k-soft">
          {i18n.t("by")} <Raw>{decidedBy}</Raw> <When at={decidedAt} />
        </span>
      )}
      {state === "gone" && (
        <span className="k-soft">{i18n.t("withdrawn or ended before anybody decided")}</span>
      )}
      {reason && (
        <span className="s-reason">
          <Raw>{reason}</Raw>
        </span>
      )}
    </span>
  );
}

function Actions({
  item,
  isOpen,
  isOwn,
  mayDecide,
  keep,
  remove,
}: ReviewTableProps & { item: Item }): ReactNode {
  const about = (
    <span className="k-hidden" translate="no">
      {" "}
      {item.personName}, {item.roleName}, {item.scopeName}
    </span>
  );
  if (mayDecide && item.state === "undecided" && isOwn(item))
    return <span className="k-soft s-own">{i18n.t("Yours: somebody else decides")}</span>;
  const canThinkAgain = mayDecide && item.state === "kept" && !isOwn(item);
  if (!isOpen(item) && !canThinkAgain) return null;
  return (
    <span className="k-row s-decide">
      {isOpen(item) && (
        <Button className="s-keep" icon="check" onPress={() => keep(item)}>
          {i18n.t("Keep")}
          {about}
        </Button>
      )}
      <Button tone={canThinkAgain ? "quiet" : "plain"} icon="cross" onPress={() => remove(item)}>
        {i18n.t("Remove")}
        {about}
      </Button>
    </span>
  );
}

/** In a row that is undecided: K and R decide, up and down go to the next one. */
function byKey(event: KeyboardEvent<HTMLElement>, { items, keep, remove }: ReviewTableProps): void {
  const row = (event.target as HTMLElement).closest<HTMLElement>("[data-undecided]");
  if (!row || event.metaKey || event.ctrlKey || event.altKey) return;
  const item = items.find(({ id }) => id === row.dataset["undecided"]);
  const key = event.key.toLowerCase();
  if (item && key === "k") keep(item);
  else if (item && key === "r") remove(item);
  else if (key === "arrowdown") focusBeside(row, 1);
  else if (key === "arrowup") focusBeside(row, -1);
  else return;
  event.preventDefault();
}

function focusBeside(row: HTMLElement, step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-undecided]")];
  rows[rows.indexOf(row) + step]?.querySelector<HTMLElement>(".s-keep")?.focus();
}

function changed(
  selected: ReadonlySet<string>,
  ids: readonly string[],
  on: boolean,
): ReadonlySet<string> {
  const next = new Set(selected);
  for (const id of ids) {
    if (on) next.add(id);
    else next.delete(id);
  }
  return next;
}
