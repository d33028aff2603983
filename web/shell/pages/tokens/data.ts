import { i18n } from "@lingui/core";
import { useMay, useResource, type Tone } from "#kit";
import type { Permission } from "../roles/data.ts";

export type Token = {
  id: string;
  name: string;
  person: { id: string; printedName: string | null };
  permissions: string[];
  scopes: { id: string; name: string }[];
  madeOn: string;
  endsOn: string;
  lastUsedAt: string | null;
  state: "active" | "revoked" | "expired" | "ended";
};

export type Choices = {
  permissions: Permission[];
  scopes: { id: string; name: string; depth: number }[];
};

export function tokenState({ state }: Token): { tone: Tone; word: string } {
  switch (state) {
    case "active":
      return { tone: "force", word: i18n.t("In force") };
    case "revoked":
      return { tone: "refused", word: i18n.t("Revoked") };
    case "expired":
      return { tone: "neutral", word: i18n.t("Past its last day") };
    case "ended":
      return { tone: "neutral", word: i18n.t("Ended with the person's access") };
  }
}

export function useChoices() {
  return useResource<Choices>("/tokens/choices");
}

/** Permissions in words: all of them for whoever may see roles, one's own for everybody else. */
export function usePermissionWords(): (key: string) => string {
  const maySeeAll = useMay("access.role.read");
  const all = useResource<{ items: Permission[] }>(maySeeAll ? "/permissions" : undefined);
  const own = useResource<Choices>(maySeeAll ? undefined : "/tokens/choices");
  const known = all.data?.items ?? own.data?.permissions ?? [];
  return (key) => known.find((permission) => permission.key === key)?.summary ?? key;
}
