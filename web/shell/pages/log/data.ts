import { i18n } from "@lingui/core";
import type { Action, IconName, Tone } from "#kit";

export type { Action };

export type LogItem = {
  n: number;
  at: string;
  action: Action;
  type: string;
  recordId: string | null;
  label: string | null;
  version: number | null;
  personId: string | null;
  personName: string | null;
  actorKind: string;
  operation: string | null;
  fields: string[];
};

export type Change = {
  field: string;
  old: string | null;
  new: string | null;
  withheldBy: number | null;
};

export type LogEntry = {
  n: number;
  at: string;
  sequencedAt: string;
  action: Action;
  type: string;
  recordId: string | null;
  label: string | null;
  scopeId: string | null;
  version: number | null;
  actor: {
    kind: string;
    personId: string | null;
    membershipId?: string | null;
    name: string | null;
    onBehalfOf?: string | null;
    roles: string[];
  };
  operation: string | null;
  request: string | null;
  session: string | null;
  zone: string | null;
  reason: string | null;
  address: string | null;
  device: string | null;
  changes: Change[];
  secrets: string[];
  leaf: string;
};

export type Checkpoint = { text: string; size: number; at: string };

type Shown = { word: string; tone: Tone; icon: IconName };

export function showAction(action: Action): Shown {
  const shown: Record<Action, Shown> = {
    insert: { word: i18n.t("Created"), tone: "force", icon: "plus" },
    update: { word: i18n.t("Changed"), tone: "waiting", icon: "edit" },
    delete: { word: i18n.t("Deleted"), tone: "refused", icon: "trash" },
    fact: { word: i18n.t("Event"), tone: "neutral", icon: "info" },
  };
  return shown[action];
}

const technical = new Set(["id", "version", "created_at", "updated_at", "path"]);

/** Fields that serve the database: shown on request, after what people wrote. */
export function isTechnical(field: string): boolean {
  return technical.has(field) || field.endsWith("_id");
}
