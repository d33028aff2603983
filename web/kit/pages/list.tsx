import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import type { Listed } from "../api/lists.ts";
import { Button } from "../controls/button.tsx";
import { Empty } from "../display/empty.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { FilterBar, type Filter, type View } from "./filters.tsx";
import { PageFrame } from "./frame.tsx";
import { Table, type Column, type TableProps } from "./table.tsx";
import { ListWithPreview, useWide } from "./preview.tsx";
import { useUrlState } from "./url-state.ts";

export type ListProps<Item> = {
  list: Listed<Item>;
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  linkTo?: (item: Item) => string;
  /** What belongs here, who brings it, and the one button. */
  empty: ReactNode;
} & Pick<TableProps<Item>, "sort" | "select">;

type ListPageProps<Item> = ListProps<Item> & {
  title: string;
  actions?: ReactNode;
  views?: { name: string; options: readonly View[] };
  filters?: readonly Filter[];
  /** Names the search field; absent when the list cannot be searched. */
  search?: string;
  above?: ReactNode;
  /** Shown beside the list where the window is wide enough; the row's own page is one link further. */
  preview?: (item: Item) => ReactNode;
};

const noFilters: readonly Filter[] = [];

/** A list with its views, filters and search in the address. */
export function ListPage<Item>({
  title,
  actions,
  views,
  filters = noFilters,
  search,
  above,
  preview,
  ...list
}: ListPageProps<Item>): ReactNode {
  const [state, change] = useUrlState();
  const names = [...filters.map((filter) => filter.name), ...(search ? ["search"] : [])];
  const isFiltered = names.some((name) => state[name]);
  const clear = (): void => change(Object.fromEntries(names.map((name) => [name, undefined])));
  const isWide = useWide();
  const shown = { ...list, empty: isFiltered ? <NoMatch clear={clear} /> : list.empty };
  return (
    <PageFrame title={title} actions={actions}>
      {above}
      {(views || search || filters.length > 0) && (
        <FilterBar
          views={views}
          filters={filters}
          search={search}
          clear={isFiltered ? clear : undefined}
        />
      )}
      {preview && isWide ? <ListWithPreview {...shown} preview={preview} /> : <List {...shown} />}
    </PageFrame>
  );
}

/** The same without page and filters, for a list inside another page. */
export function List<Item>({
  list,
  empty,
  ...table
}: ListProps<Item> & { selected?: string | undefined }): ReactNode {
  if (!list.items)
    return list.error ? <Problem error={list.error} retry={list.retry} /> : <Skeleton />;
  if (list.items.length === 0) return empty;
  return (
    <>
      {list.error !== null && <Problem error={list.error} retry={list.retry} />}
      <Table items={list.items} {...table} />
      {list.more && (
        <p className="k-more">
          <Button onPress={list.more} isPending={list.isMoreLoading}>
            {i18n.t("Show more")}
          </Button>
        </p>
      )}
    </>
  );
}

export function NoMatch({ clear }: { clear: () => void }): ReactNode {
  return (
    <Empty
      icon="search"
      title={i18n.t("Nothing matches")}
      action={<Button onPress={clear}>{i18n.t("Clear the filters")}</Button>}
    >
      {i18n.t("No entry fits the search and filters above.")}
    </Empty>
  );
}
