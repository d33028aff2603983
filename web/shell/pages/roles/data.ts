import { i18n } from "@lingui/core";
import { typeName } from "#kit";

export type Role = {
  id: string;
  key: string | null;
  name: string;
  description: string;
  builtIn: boolean;
  permissions: string[];
  people: number;
  /** Whoever holds the role signs in with a second factor. */
  secondFactor: boolean;
  version: number;
};

export type Permission = { key: string; summary: string };

/** Permissions read "app.thing.verb"; they are shown together by app and thing. */
export function byThing(permissions: readonly Permission[]): [string, Permission[]][] {
  return [...Map.groupBy(permissions, ({ key }) => key.split(".").slice(0, -1).join("."))];
}

/** The things this version knows by name; an app installed later brings its own key. */
export function thingName(key: string): string | undefined {
  const names: Record<string, string> = {
    "access.person": i18n.t("People"),
    "access.role": i18n.t("Roles"),
    "access.scope": i18n.t("Scopes"),
    "access.token": i18n.t("Access tokens"),
    "access.organization": i18n.t("Organisation"),
    "access.review": i18n.t("Access reviews"),
    "log.entry": i18n.t("Log"),
    "home.notice": i18n.t("Notices"),
    "signatures.identity": i18n.t("Identity of signers"),
    "signatures.policy": i18n.t("Accountability policy"),
  };
  return names[key] ?? typeName(key);
}
