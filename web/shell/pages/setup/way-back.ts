import { i18n } from "@lingui/core";
import { useUrlState } from "#kit";

type Way = { to: string; label: string };

/** Whoever comes from the checklist goes back to it, where the next step stands. */
export function useWayBack<Other extends Way | undefined>(otherwise: Other): Way | Other {
  const [{ from }] = useUrlState();
  return from === "start" ? { to: "/", label: i18n.t("Start") } : otherwise;
}
