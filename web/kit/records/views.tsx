import { i18n } from "@lingui/core";
import type { RecordType } from "#core/records";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useRefresh, useResource } from "../api/lists.ts";
import { Icon } from "../controls/icon.tsx";
import { Menu, type MenuAction } from "../controls/menu.tsx";
import { showSaved } from "../display/toast.tsx";
import { FormDialog } from "../pages/form-dialog.tsx";
import { useGo, useUrlState } from "../pages/url-state.ts";
import { remembered } from "./list-query.ts";
import { useTakesPart } from "./use-person.ts";

type SavedView = {
  id: string;
  name: string;
  query: string;
  shared: boolean;
  own: boolean;
  version: number;
};

/** Tabs: the usual views, then those that somebody saved under a name. */
export function Views({ type }: { type: RecordType }): ReactNode {
  const [state] = useUrlState();
  const go = useGo();
  const { data } = useResource<{ items: SavedView[] }>(`${type.path}/views`);
  const saved = data?.items ?? [];
  const current = saved.find(({ id }) => id === state["view"]);
  const usual = [
    { key: "", label: i18n.t("Open") },
    { key: "closed", label: i18n.t("Closed") },
    { key: "all", label: i18n.t("All") },
  ];
  return (
    <div className="k-list-views">
      <div className="k-views k-views-many" role="group" aria-label={i18n.t("Views")}>
        {usual.map(({ key, label }) => (
          <button
            key={key}
            type="button"
            className="k-view"
            aria-pressed={!current && (state["show"] ?? "") === key}
            onClick={() => go(key === "" ? type.path : `${type.path}?show=${key}`)}
          >
            {label}
          </button>
        ))}
        {saved.map((view) => (
          <button
            key={view.id}
            type="button"
            className="k-view"
            aria-pressed={view === current}
            onClick={() => go(addressOf(type, view))}
          >
            <span translate="no">{view.name}</span>
          </button>
        ))}
      </div>
      <ViewMenu type={type} current={current} />
    </div>
  );
}

const addressOf = (type: RecordType, { id, query }: SavedView): string =>
  `${type.path}?${query}${query === "" ? "" : "&"}view=${id}`;

function ViewMenu({
  type,
  current,
}: {
  type: RecordType;
  current: SavedView | undefined;
}): ReactNode {
  const [state] = useUrlState();
  const [isNaming, setNaming] = useState(false);
  const refresh = useRefresh();
  const go = useGo();
  const mayKeep = useTakesPart(type);
  const path = `${type.path}/views`;
  const query = remembered(state);
  if (!mayKeep) return null;
  const save = async (wanted: Pick<SavedView, "name" | "shared">): Promise<void> => {
    const view = await api.post<SavedView>(path, { query, ...wanted });
    await refresh(path);
    go(addressOf(type, view));
    showSaved(i18n.t("View saved"));
  };
  const remove = async ({ id, version }: SavedView): Promise<void> => {
    await api.remove(`${path}/${id}`, { version });
    await refresh(path);
    go(type.path);
    showSaved(i18n.t("View removed"));
  };
  const ofCurrent = (view: SavedView): MenuAction[] => [
    {
      key: "over",
      label: i18n.t("Save the changes to “{name}”", view),
      onAction: () => void save(view),
    },
    {
      key: "share",
      label: view.shared ? i18n.t("Keep it to yourself") : i18n.t("Share it with everybody"),
      onAction: () => void save({ name: view.name, shared: !view.shared }),
    },
    {
      key: "remove",
      label: i18n.t("Remove “{name}”", view),
      onAction: () => void remove(view),
    },
  ];
  return (
    <>
      <Menu
        label={i18n.t("Save this view")}
        trigger={<Icon name="more" />}
        groups={[
          {
            key: "views",
            actions: [
              {
                key: "save",
                label: i18n.t("Save as a view …"),
                icon: "plus",
                onAction: () => setNaming(true),
              },
              ...(current?.own ? ofCurrent(current) : []),
            ],
          },
        ]}
      />
      <FormDialog
        title={i18n.t("Save as a view")}
        text={i18n.t("Filters, order and columns as they are now, as a tab of this list.")}
        isOpen={isNaming}
        onClose={() => setNaming(false)}
        fields={[
          { kind: "text", name: "name", label: i18n.t("Name"), required: true, max: 60 },
          { kind: "check", name: "shared", label: i18n.t("Everybody who sees this list has it") },
        ]}
        initial={{ name: "", shared: false }}
        verb={i18n.t("Save the view")}
        save={({ name, shared }) => save({ name: String(name), shared: shared === true })}
        onSaved={() => undefined}
      />
    </>
  );
}
