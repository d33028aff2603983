import { i18n } from "@lingui/core";
import { permissionOf, type RecordType, type Registry } from "#core/records";
import { useState, type ReactNode } from "react";
import { useList, useResource } from "../api/lists.ts";
import { useMay, useSession } from "../api/session.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { Empty } from "../display/empty.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { usePageKeys } from "../pages/keys.ts";
import { List, NoMatch } from "../pages/list.tsx";
import { ListWithPreview, useWide } from "../pages/preview.tsx";
import { moveRow } from "../pages/table.tsx";
import { useGo, useUrlState, writeSearch } from "../pages/url-state.ts";
import { formatNumber } from "../text/format.ts";
import { RecordBoard } from "./board.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { ColumnChoice, useColumns } from "./list-columns.tsx";
import { namesOf, queryOf, useFilters } from "./list-query.ts";
import { RecordPreview } from "./preview.tsx";
import { say } from "./say.ts";
import { SelectionBar, signableSteps } from "./sitting.tsx";
import { nameOf, type RecordItem } from "./types.ts";
import { Views } from "./views.tsx";
import "./lists.css";
import "./records.css";

type Props = { registry: Registry; type: RecordType };
type Count = { count: number; more: boolean; states: Record<string, number> };

/** Every list of records: filters, order, columns and form stand in the address. */
export function RecordList({ registry, type }: Props): ReactNode {
  const [state, change] = useUrlState();
  const filters = useFilters(type);
  const query = queryOf(filters, state);
  const search = writeSearch(query).slice(1);
  const count = useResource<Count>(`${type.path}/count?${search}`);
  const isBoard = state["form"] === "board";
  const isFiltered = filters.flatMap(namesOf).some((name) => state[name]);
  const make = useMake(registry, type);
  const empty = isFiltered ? (
    <NoMatch
      clear={() => change(Object.fromEntries(filters.flatMap(namesOf).map((n) => [n, undefined])))}
    />
  ) : (
    <Empty icon="log" title={i18n.t("Nothing here yet")} action={make}>
      {say(type.about)}
    </Empty>
  );
  return (
    <PageFrame title={say(type.many)} actions={make}>
      <Views type={type} />
      <div className="k-list-bar">
        <FilterChips filters={filters} />
        <span className="k-row">
          {count.data && <Counted {...count.data} />}
          {!isBoard && <ColumnChoice type={type} />}
          <Button
            tone="quiet"
            aria-pressed={isBoard}
            onPress={() => change({ form: isBoard ? undefined : "board", open: undefined })}
          >
            {isBoard ? i18n.t("As a list") : i18n.t("As a board")}
          </Button>
        </span>
      </div>
      {isBoard ? (
        <RecordBoard type={type} query={search} counts={count.data?.states} empty={empty} />
      ) : (
        <Rows {...{ registry, type, query, empty }} />
      )}
    </PageFrame>
  );
}

/** A child is made at its parent; everything else from its list. */
function useMake(registry: Registry, type: RecordType): ReactNode {
  const mayMake = useMay(permissionOf(type, type.create)) && !registry.parentOf(type);
  const go = useGo();
  const label = i18n.t("New {type}", { type: say(type.one) });
  const to = `${type.path}/new`;
  usePageKeys([
    { key: "j", label: i18n.t("Next row"), act: () => moveRow(1) },
    { key: "k", label: i18n.t("Previous row"), act: () => moveRow(-1) },
    ...(mayMake ? [{ key: "n", label, act: () => go(to) }] : []),
  ]);
  return mayMake ? (
    <LinkButton to={to} tone="primary" icon="plus">
      {label}
    </LinkButton>
  ) : null;
}

function Counted({ count, more }: Count): ReactNode {
  return (
    <span className="k-soft k-number" role="status">
      {more
        ? i18n.t("More than {count}", { count: formatNumber(count) })
        : i18n.t("{count} found", { count: formatNumber(count) })}
    </span>
  );
}

function Rows({
  registry,
  type,
  query,
  empty,
}: Props & { query: Record<string, string | undefined>; empty: ReactNode }): ReactNode {
  const [state, change] = useUrlState();
  const session = useSession();
  const isWide = useWide();
  const list = useList<RecordItem>(type.path, { ...query, sort: state["sort"] });
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const picked = (list.items ?? []).filter(({ id }) => chosen.has(id));
  const isSignable = (item: RecordItem): boolean => signableSteps(session, type, item).length > 0;
  const rows = {
    ...{ list, empty, columns: useColumns(type) },
    keyOf: ({ id }: RecordItem) => id,
    linkTo: ({ id }: RecordItem) => `${type.path}/${id}`,
    sort: {
      by: state["sort"] ?? "-created",
      change: (by: string) => change({ sort: by === "-created" ? undefined : by }),
    },
    select: {
      chosen,
      choose,
      isOpen: isSignable,
      label: (item: RecordItem) => i18n.t("Choose {name}", { name: nameOf(item) }),
    },
  };
  return (
    <>
      {picked.length > 0 && (
        <SelectionBar type={type} chosen={picked} clear={() => choose(new Set())} />
      )}
      {isWide ? (
        <ListWithPreview
          {...rows}
          preview={(item) => <RecordPreview registry={registry} type={type} item={item} />}
        />
      ) : (
        <List {...rows} />
      )}
    </>
  );
}
