import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { api, formatNumber, showSaved, useRefresh } from "#kit";
import type { Item, Review } from "./data.ts";

type Keeping = {
  keep: (items: readonly Item[]) => Promise<void>;
  isPending: boolean;
  error: unknown;
};

/** Keeps one or many, then brings the focus to what is undecided next: a review is worked through from the keyboard. */
export function useKeeping({ id }: Review): Keeping {
  const refresh = useRefresh();
  const mutation = useMutation({
    mutationFn: async (items: readonly Item[]) => {
      const wanted = items.map(({ id: item, version }) => ({ id: item, version }));
      await api.post(`/access-reviews/${id}/keep`, { items: wanted });
    },
    onSuccess: (_, items) =>
      showSaved(
        items.length === 1
          ? i18n.t("Role kept")
          : i18n.t("{count} roles kept", { count: formatNumber(items.length) }),
      ),
    // Also after a refusal: somebody else may have decided, and the rows then say so.
    onSettled: () => refresh("/access-reviews", "/log"),
  });
  return {
    keep: async (items) => {
      const next = nextUndecided(items);
      await mutation.mutateAsync(items).catch(() => undefined);
      focusRow(next);
    },
    isPending: mutation.isPending,
    error: mutation.error,
  };
}

/** The first row below the decided ones that stays undecided, else the first of all. */
function nextUndecided(items: readonly Item[]): string | undefined {
  const decided = new Set(items.map(({ id }) => id));
  const rows = [...document.querySelectorAll<HTMLElement>("[data-undecided]")].map(
    ({ dataset }) => dataset["undecided"] ?? "",
  );
  const last = rows.findLastIndex((id) => decided.has(id));
  return [...rows.slice(last + 1), ...rows.slice(0, last + 1)].find((id) => !decided.has(id));
}

function focusRow(id: string | undefined): void {
  if (id === undefined) return;
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-undecided="${id}"] .s-keep`)?.focus(),
  );
}
