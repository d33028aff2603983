import { i18n } from "@lingui/core";

export type Action = "insert" | "update" | "delete" | "fact";

/** Who and what, as they stand in a sentence. A slot is shown as data, not translated. */
export type Slots = { who: string; name: string };

/** How one type of record is spoken of, wherever its entries are shown. */
export type TypeWords = {
  word: () => string;
  sentences?: Partial<Record<Action, (slots: Slots) => string>>;
};

const byApps = new Map<string, TypeWords>();

/** An app names its own types once, in its browser face. */
export function nameTypes(types: Record<string, TypeWords>): void {
  for (const [type, words] of Object.entries(types)) byApps.set(type, words);
}

export function wordsOf(type: string): TypeWords | undefined {
  return byApps.get(type);
}

/** What an entry is about. A type that nobody named is shown by its own name. */
export function typeWord(type: string): string | undefined {
  const words: Record<string, string> = {
    "access.accountUnlocked": i18n.t("Account unlocked"),
    "access.apiToken": i18n.t("Access token"),
    "access.credentialReset": i18n.t("Reset of password and second factor"),
    "access.credentialResetApproved": i18n.t("Reset approved"),
    "access.credentialResetDeclined": i18n.t("Reset declined"),
    "access.credentialResetRequested": i18n.t("Reset asked for"),
    "access.secondFactorRemovalBegun": i18n.t("Removal of a second factor begun"),
    "access.membership": i18n.t("Person"),
    "access.membershipRole": i18n.t("Role of a person"),
    "access.organization": i18n.t("Organisation"),
    "access.organizationBanner": i18n.t("Banner"),
    "access.organizationChanged": i18n.t("Organisation changed"),
    "access.organizationLogo": i18n.t("Logo"),
    "access.peopleImported": i18n.t("People imported"),
    "access.setupClosed": i18n.t("First set-up closed"),
    "access.setupDecision": i18n.t("Step of the first set-up"),
    "access.review": i18n.t("Access review"),
    "access.reviewItem": i18n.t("Role under review"),
    "access.reviewExported": i18n.t("Access review exported"),
    "access.roleEnded": i18n.t("Role ended"),
    "access.roleExtended": i18n.t("Last day of a role moved"),
    "access.refused": i18n.t("Refusal"),
    "access.role": i18n.t("Role"),
    "access.rolePermission": i18n.t("Permission of a role"),
    "access.scope": i18n.t("Scope"),
    "access.personDeactivated": i18n.t("Person deactivated"),
    "access.personReactivated": i18n.t("Person reactivated"),
    "identity.person": i18n.t("Account"),
    "identity.personOrganization": i18n.t("Account in an organisation"),
    "identity.signedIn": i18n.t("Signed in"),
    "identity.signedOut": i18n.t("Signed out"),
    "identity.signInRefused": i18n.t("Sign-in refused"),
    "identity.invited": i18n.t("Invitation"),
    "identity.invitationAccepted": i18n.t("Invitation accepted"),
    "identity.organizationEntered": i18n.t("Organisation entered"),
    "identity.passwordChanged": i18n.t("Password changed"),
    "identity.passwordReset": i18n.t("Password reset"),
    "identity.credentialsReset": i18n.t("Password and second factor reset"),
    "identity.secondFactorGivenUp": i18n.t("Second factor given up"),
    "identity.resetAtConsole": i18n.t("Account reset at the console"),
    "identity.accountUnlocked": i18n.t("Account unlocked"),
    "identity.personErased": i18n.t("Personal data erased"),
    "log.exported": i18n.t("Log exported"),
  };
  return byApps.get(type)?.word() ?? words[type];
}

/** "identity.signedOut" and "from_on" as words, for what no screen names. */
export function readable(name: string): string {
  const last = name.split(".").at(-1) ?? name;
  return last
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}

/** Who acted, where it was no person by name. */
export function actorWord(kind: string): string {
  const words: Record<string, string> = {
    person: i18n.t("Somebody"),
    token: i18n.t("An API client"),
    service: "Plumbline",
    console: i18n.t("Somebody at the database"),
    migration: i18n.t("An upgrade"),
  };
  return words[kind] ?? kind;
}
