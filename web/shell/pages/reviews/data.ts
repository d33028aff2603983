import { i18n } from "@lingui/core";
import { today, useZone, type Tone } from "#kit";

export type Review = {
  id: string;
  name: string;
  scopeName: string;
  dueOn: string;
  openedBy: string;
  openedAt: string;
  closedBy: string | null;
  closedAt: string | null;
  total: number;
  undecided: number;
  kept: number;
  removed: number;
  gone: number;
  version: number;
};

export type Item = {
  id: string;
  personId: string;
  personName: string;
  personActive: boolean;
  roleName: string;
  scopeName: string;
  endsOn: string | null;
  state: "undecided" | "kept" | "removed" | "gone";
  reason: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  version: number;
};

export function useStanding({ closedAt, dueOn }: Review): { tone: Tone; word: string } {
  const now = today(useZone());
  if (closedAt) return { tone: "force", word: i18n.t("Closed") };
  if (dueOn < now) return { tone: "refused", word: i18n.t("Overdue") };
  return { tone: "waiting", word: i18n.t("Open") };
}

export function decisionOf({ state }: Item): { tone: Tone; word: string } {
  switch (state) {
    case "undecided":
      return { tone: "waiting", word: i18n.t("Undecided") };
    case "kept":
      return { tone: "force", word: i18n.t("Kept") };
    case "removed":
      return { tone: "refused", word: i18n.t("Removed") };
    case "gone":
      return { tone: "neutral", word: i18n.t("Gone") };
  }
}

/** Rows of one person stand together already; here they become one group each. */
export function byPerson(items: readonly Item[]): Item[][] {
  return [...Map.groupBy(items, ({ personId }) => personId).values()];
}
