import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  Button,
  Empty,
  FilterBar,
  formatNumber,
  Problem,
  Skeleton,
  useList,
  useMay,
  useSession,
  useUrlState,
} from "#kit";
import type { Item, Review } from "./data.ts";
import { RemoveDialog } from "./remove-dialog.tsx";
import { ReviewTable } from "./review-table.tsx";
import { useKeeping } from "./use-keeping.ts";
import "./reviews.css";

/** Every role under review, whoever has something undecided first; several are kept at once. */
export function ReviewItems({ review }: { review: Review }): ReactNode {
  const [{ show = "all", search }, change] = useUrlState();
  const list = useList<Item>(`/access-reviews/${review.id}/items`, { show, search, limit: 100 });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [removing, setRemoving] = useState<Item>();
  const { membership } = useSession();
  const mayDecide = useMay("access.review.write") && !review.closedAt;
  const keeping = useKeeping(review);
  const isOwn = (item: Item): boolean => item.personId === membership?.id;
  const isOpen = (item: Item): boolean => mayDecide && item.state === "undecided" && !isOwn(item);
  const chosen = (list.items ?? []).filter((item) => selected.has(item.id) && isOpen(item));
  const onlyOwn =
    review.undecided > 0 && (list.items ?? []).every((item) => !isOpen(item)) && !list.more;
  const keep = (items: readonly Item[]): void => {
    void keeping.keep(items).then(() => setSelected(new Set()));
  };
  return (
    <>
      <FilterBar
        views={{
          name: "show",
          options: [
            { key: "all", label: i18n.t("All") },
            { key: "undecided", label: i18n.t("Undecided") },
            { key: "decided", label: i18n.t("Decided") },
          ],
        }}
        filters={[]}
        search={i18n.t("Search people and roles")}
        clear={search ? () => change({ search: undefined }) : undefined}
      />
      {keeping.error !== null && <Problem error={keeping.error} />}
      {mayDecide && onlyOwn && (
        <p className="k-note">
          {i18n.t("What is still undecided is your own access: another reviewer decides about it.")}
        </p>
      )}
      {(list.items ?? []).some(isOpen) && (
        <SelectionBar
          count={chosen.length}
          isPending={keeping.isPending}
          keep={() => keep(chosen)}
          clear={() => setSelected(new Set())}
        />
      )}
      {list.error !== null && <Problem error={list.error} retry={list.retry} />}
      {!list.items && list.error === null && <Skeleton />}
      {list.items?.length === 0 && (
        <Empty icon="review" title={i18n.t("Nothing here")}>
          {i18n.t("No role of this review fits the view and the search above.")}
        </Empty>
      )}
      {list.items && list.items.length > 0 && (
        <ReviewTable
          items={list.items}
          isOpen={isOpen}
          isOwn={isOwn}
          mayDecide={mayDecide}
          selected={selected}
          select={setSelected}
          keep={(item) => keep([item])}
          remove={setRemoving}
        />
      )}
      {list.more && (
        <p className="k-more">
          <Button onPress={list.more} isPending={list.isMoreLoading}>
            {i18n.t("Show more")}
          </Button>
        </p>
      )}
      {removing && (
        <RemoveDialog
          key={removing.id}
          review={review}
          item={removing}
          close={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

/** There before anything is ticked, so that nothing jumps. */
function SelectionBar({
  count,
  isPending,
  keep,
  clear,
}: {
  count: number;
  isPending: boolean;
  keep: () => void;
  clear: () => void;
}): ReactNode {
  return (
    <div className="s-selection" role="group" aria-label={i18n.t("Selected roles")}>
      <span className={count === 0 ? "k-soft" : "k-strong"} role="status">
        {count === 0
          ? i18n.t("Tick rows to keep several at once.")
          : i18n.t("{count} selected", { count: formatNumber(count) })}
      </span>
      {count === 0 && (
        <span className="k-soft s-keys-hint">{i18n.t("In a row, K keeps and R removes.")}</span>
      )}
      {count > 0 && (
        <span className="k-row">
          <Button tone="primary" icon="check" isPending={isPending} onPress={keep}>
            {i18n.t("Keep selected")}
          </Button>
          <Button tone="quiet" icon="cross" iconOnly onPress={clear}>
            {i18n.t("Clear the selection")}
          </Button>
        </span>
      )}
    </div>
  );
}
