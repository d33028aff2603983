import { i18n } from "@lingui/core";
import { readable, typeWord, wordsOf, type Action, type Slots } from "./types.ts";

type Sentence = (slots: Slots) => string;
type Changes = Record<"insert" | "update" | "delete", Sentence>;

/** What happened, as one sentence; an unnamed type gets a plain one with its own name. */
export function sentenceOf(type: string, action: Action, slots: Slots): string {
  const told =
    wordsOf(type)?.sentences?.[action] ??
    (action === "fact" ? facts[type] : changes[type]?.[action]);
  return told ? told(slots) : plain(type, action, slots);
}

const changes: Record<string, Changes> = {
  "access.apiToken": {
    insert: (slots) => i18n.t("{who} made the access token {name}", slots),
    update: (slots) => i18n.t("{who} revoked the access token {name}", slots),
    delete: (slots) => i18n.t("{who} removed the access token {name}", slots),
  },
  "access.credentialReset": {
    insert: (slots) => i18n.t("{who} asked for a reset of password and second factor", slots),
    update: (slots) => i18n.t("{who} decided a reset of password and second factor", slots),
    delete: (slots) => i18n.t("{who} removed a reset of password and second factor", slots),
  },
  "access.membership": {
    insert: (slots) => i18n.t("{who} added the person {name}", slots),
    update: (slots) => i18n.t("{who} changed the person {name}", slots),
    delete: (slots) => i18n.t("{who} removed the person {name}", slots),
  },
  "access.membershipRole": {
    insert: (slots) => i18n.t("{who} gave a person a role", slots),
    update: (slots) => i18n.t("{who} changed a person's role", slots),
    delete: (slots) => i18n.t("{who} took a role from a person", slots),
  },
  "access.organization": {
    insert: (slots) => i18n.t("{who} set up the organisation {name}", slots),
    update: (slots) => i18n.t("{who} changed the organisation {name}", slots),
    delete: (slots) => i18n.t("{who} removed the organisation {name}", slots),
  },
  "access.review": {
    insert: (slots) => i18n.t("{who} opened the access review {name}", slots),
    update: (slots) => i18n.t("{who} closed the access review {name}", slots),
    delete: (slots) => i18n.t("{who} deleted the access review {name}", slots),
  },
  "access.reviewItem": {
    insert: (slots) => i18n.t("{who} put a role under review", slots),
    update: (slots) => i18n.t("{who} decided about a role under review", slots),
    delete: (slots) => i18n.t("{who} deleted a role under review", slots),
  },
  "access.role": {
    insert: (slots) => i18n.t("{who} created the role {name}", slots),
    update: (slots) => i18n.t("{who} changed the role {name}", slots),
    delete: (slots) => i18n.t("{who} deleted the role {name}", slots),
  },
  "access.rolePermission": {
    insert: (slots) => i18n.t("{who} added a permission to a role", slots),
    update: (slots) => i18n.t("{who} changed a permission of a role", slots),
    delete: (slots) => i18n.t("{who} took a permission out of a role", slots),
  },
  "access.scope": {
    insert: (slots) => i18n.t("{who} added the scope {name}", slots),
    update: (slots) => i18n.t("{who} changed the scope {name}", slots),
    delete: (slots) => i18n.t("{who} removed the scope {name}", slots),
  },
};

/** In the facts of identity, "who" is the person the fact is about. */
const facts: Record<string, Sentence> = {
  "access.accountUnlocked": (slots) => i18n.t("{who} unlocked a person's account", slots),
  "access.credentialResetApproved": (slots) =>
    i18n.t("{who} approved a reset of password and second factor", slots),
  "access.credentialResetDeclined": (slots) =>
    i18n.t("{who} declined a reset of password and second factor", slots),
  "access.credentialResetRequested": (slots) =>
    i18n.t("{who} asked for a reset of password and second factor", slots),
  "access.secondFactorRemovalBegun": (slots) =>
    i18n.t("{who} sent a person a link to remove the second factor", slots),
  "access.personDeactivated": (slots) => i18n.t("{who} deactivated a person", slots),
  "access.personReactivated": (slots) => i18n.t("{who} reactivated a person", slots),
  "access.reviewExported": (slots) => i18n.t("{who} exported an access review", slots),
  "access.roleEnded": (slots) => i18n.t("{who} noted that a role of a person ended", slots),
  "access.roleExtended": (slots) => i18n.t("{who} moved the last day of a person's role", slots),
  "access.refused": (slots) => i18n.t("{who} tried something that is not allowed to them", slots),
  "identity.signedIn": (slots) => i18n.t("{who} signed in", slots),
  "identity.signedOut": (slots) => i18n.t("{who} signed out", slots),
  "identity.signInRefused": (slots) => i18n.t("A sign-in as {who} was refused", slots),
  "identity.sessionEnded": (slots) => i18n.t("{who} signed out another device", slots),
  "identity.otherSessionsEnded": (slots) => i18n.t("{who} signed out all other devices", slots),
  "identity.organizationEntered": (slots) => i18n.t("{who} switched to this organisation", slots),
  "identity.invited": (slots) => i18n.t("An invitation went to {who}", slots),
  "identity.invitationAccepted": (slots) => i18n.t("{who} accepted the invitation", slots),
  "identity.passwordChanged": (slots) => i18n.t("{who} changed their password", slots),
  "identity.passwordChangeRefused": (slots) =>
    i18n.t("A change of the password of {who} was refused", slots),
  "identity.resetRequested": (slots) => i18n.t("A link to a new password went to {who}", slots),
  "identity.passwordReset": (slots) => i18n.t("{who} set a new password by a mailed link", slots),
  "identity.credentialsReset": (slots) =>
    i18n.t("{who} set a new password, and the second factor was removed with it", slots),
  "identity.secondFactorGivenUp": (slots) =>
    i18n.t("{who} gave up the second factor by a mailed link", slots),
  "identity.resetAtConsole": (slots) =>
    i18n.t("Two people at the console reset the account of {who}", slots),
  "identity.accountUnlocked": (slots) => i18n.t("{who} opened their account again", slots),
  "identity.personErased": (slots) => i18n.t("The personal data of {who} was erased", slots),
  "log.exported": (slots) => i18n.t("{who} exported the log", slots),
};

function plain(type: string, action: Action, slots: Slots): string {
  const thing = typeWord(type) ?? readable(type);
  const all = { ...slots, thing };
  switch (action) {
    case "insert":
      return i18n.t("{who} created: {thing} {name}", all);
    case "update":
      return i18n.t("{who} changed: {thing} {name}", all);
    case "delete":
      return i18n.t("{who} deleted: {thing} {name}", all);
    case "fact":
      return i18n.t("{who}: {thing}", all);
  }
}
