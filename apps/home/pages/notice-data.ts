import { i18n } from "@lingui/core";
import { today, useResource, useSession, may, type Option, type Tone } from "#kit";

export type Notice = {
  id: string;
  title: string;
  text: string;
  fromOn: string;
  untilOn: string | null;
  pinned: boolean;
  scopeId: string;
  scopeName: string;
  authorId: string;
  authorName: string;
  version: number;
  createdAt: string;
  updatedAt: string;
};

type Scope = { id: string; name: string; depth: number };

/** The scopes as a choice; with a permission, only those in which the person holds it. */
export function useScopeOptions(permission?: string): Option[] {
  const session = useSession();
  const { data } = useResource<{ items: Scope[] }>("/scopes");
  return (data?.items ?? [])
    .filter(({ id }) => !permission || may(session, permission, id))
    .map(({ id, name, depth }) => ({ key: id, label: name, depth, raw: true }));
}

/** Where a notice stands today, in the organisation's zone. */
export function standing(notice: Notice, zone: string): { tone: Tone; word: string } {
  const now = today(zone);
  if (notice.fromOn > now) return { tone: "waiting", word: i18n.t("Planned") };
  if (notice.untilOn && notice.untilOn < now) return { tone: "neutral", word: i18n.t("Over") };
  return { tone: "force", word: i18n.t("Current") };
}
