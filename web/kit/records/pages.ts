import { i18n } from "@lingui/core";
import { permissionOf, type RecordType, registryOf } from "#core/records";
import { createElement, type ComponentType } from "react";
import { liveType } from "../api/live-types.ts";
import type { IconName } from "../controls/icon.tsx";
import { nameTypes } from "../log/types.ts";
import type { PageDeclaration } from "../pages/page.ts";
import { knowTypes } from "./known.ts";
import { say } from "./say.ts";

type Shown = { readonly type: RecordType; readonly entry?: { icon: IconName; key: string } };

/** The pages of an app's record types. An entry puts a type into the navigation. */
export function recordPages(shown: readonly Shown[]): readonly PageDeclaration[] {
  const types = shown.map(({ type }) => type);
  const registry = registryOf(types);
  knowTypes(types);
  return shown.flatMap(({ type, entry }) => {
    const above = registry.parentOf(type);
    liveType(type.name, type.path, "/my-work", ...(above ? [above.parent.path] : []));
    nameTypes({ [type.name]: { word: () => say(type.one) } });
    const read = permissionOf(type, "read");
    const own = { registry, type };
    return [
      {
        path: type.path,
        title: () => say(type.many),
        permission: read,
        load: async () => withProps((await import("./list.tsx")).RecordList, own),
        ...(entry ? { entry: { ...entry, group: "work" as const } } : {}),
      },
      {
        path: `${type.path}/new`,
        title: () => i18n.t("New {type}", { type: say(type.one) }),
        permission: permissionOf(type, type.create),
        load: async () => withProps((await import("./new-page.tsx")).NewRecordPage, own),
      },
      {
        path: `${type.path}/about`,
        title: () => i18n.t("How a {type} goes", { type: say(type.one) }),
        permission: read,
        load: async () => withProps((await import("./about.tsx")).AboutPage, own),
      },
      {
        path: `${type.path}/$id`,
        title: () => say(type.one),
        permission: read,
        load: async () => withProps((await import("./detail.tsx")).RecordPage, own),
      },
      {
        path: `${type.path}/$id/as-of`,
        title: () => i18n.t("As it was on …"),
        permission: read,
        load: async () => withProps((await import("./as-of-page.tsx")).AsOfPage, own),
      },
      {
        path: `${type.path}/$id/edit`,
        title: () => i18n.t("Edit"),
        permission: read,
        load: async () => withProps((await import("./edit-page.tsx")).EditRecordPage, own),
      },
    ];
  });
}

function withProps<P extends object>(component: ComponentType<P>, props: P): ComponentType {
  return function Page() {
    return createElement(component, props);
  };
}
