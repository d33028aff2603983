import { i18n } from "@lingui/core";
import { useSyncExternalStore, type ReactNode } from "react";
import { Button, LinkButton } from "../controls/button.tsx";
import { List, type ListProps } from "./list.tsx";
import { useUrlState, writeSearch } from "./url-state.ts";

/** From here a list and one of its things fit side by side. */
const wide = window.matchMedia("(width >= 1280px)");

export function useWide(): boolean {
  return useSyncExternalStore(watchWidth, () => wide.matches);
}

/** A row opens beside the list; which one stands in the address. */
export function ListWithPreview<Item>({
  preview,
  ...list
}: ListProps<Item> & { preview: (item: Item) => ReactNode }): ReactNode {
  const [state, change] = useUrlState();
  const { keyOf, linkTo } = list;
  const open = list.list.items?.find((item) => keyOf(item) === state["open"]);
  const page = open && linkTo?.(open);
  return (
    <div className={open ? "k-with-preview" : undefined}>
      <div className="k-stack">
        <List
          {...list}
          selected={state["open"]}
          linkTo={(item) => writeSearch({ ...state, open: keyOf(item) })}
        />
      </div>
      {open && (
        <aside className="k-preview" aria-label={i18n.t("Preview")} tabIndex={-1}>
          <div className="k-row-between">
            {page && <LinkButton to={page}>{i18n.t("Open its page")}</LinkButton>}
            <Button tone="quiet" icon="cross" iconOnly onPress={() => change({ open: undefined })}>
              {i18n.t("Close the preview")}
            </Button>
          </div>
          {preview(open)}
        </aside>
      )}
    </div>
  );
}

function watchWidth(changed: () => void): () => void {
  wide.addEventListener("change", changed);
  return () => wide.removeEventListener("change", changed);
}
