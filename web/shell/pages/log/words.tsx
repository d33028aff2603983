import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Raw } from "#kit";

/** What an entry is about. A type that an app of later brings is shown by its own name. */
export function typeWord(type: string): string | undefined {
  const words: Record<string, string> = {
    "home.notice": i18n.t("Notice"),
    "access.membership": i18n.t("Person"),
    "access.membershipRole": i18n.t("Role of a person"),
    "access.organization": i18n.t("Organisation"),
    "access.role": i18n.t("Role"),
    "access.rolePermission": i18n.t("Permission of a role"),
    "access.scope": i18n.t("Scope"),
    "identity.person": i18n.t("Account"),
    "identity.personOrganization": i18n.t("Account in an organisation"),
    "identity.signedIn": i18n.t("Signed in"),
    "identity.signInRefused": i18n.t("Sign-in refused"),
    "identity.invitationAccepted": i18n.t("Invitation accepted"),
    "identity.passwordReset": i18n.t("Password reset"),
    "identity.accountUnlocked": i18n.t("Account unlocked"),
    "identity.personErased": i18n.t("Personal data erased"),
    "access.personDeactivated": i18n.t("Person deactivated"),
    "access.personReactivated": i18n.t("Person reactivated"),
    "log.exported": i18n.t("Log exported"),
  };
  return words[type];
}

export function TypeName({ type }: { type: string }): ReactNode {
  return typeWord(type) ?? <Raw>{readable(type)}</Raw>;
}

/** "identity.signedOut" and "from_on" as words, for what no screen names. */
export function readable(name: string): string {
  const last = name.split(".").at(-1) ?? name;
  return last
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}

export function actorWord(kind: string): string {
  const words: Record<string, string> = {
    person: i18n.t("a person"),
    token: i18n.t("an API client"),
    service: i18n.t("Plumbline itself"),
    console: i18n.t("somebody at the database"),
    migration: i18n.t("an upgrade"),
  };
  return words[kind] ?? kind;
}
