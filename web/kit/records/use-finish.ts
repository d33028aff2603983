import { i18n } from "@lingui/core";
import type { RecordType } from "#core/records";
import { useRefresh } from "../api/lists.ts";
import { showSaved } from "../display/toast.tsx";
import { useGo } from "../pages/url-state.ts";
import type { RecordItem } from "./types.ts";

/** After a form: everything that shows the record is fetched anew, its page opens, and the person is told. */
export function useFinish(type: RecordType): (saved: RecordItem) => void {
  const refresh = useRefresh();
  const go = useGo();
  return ({ id }) => {
    void refresh(type.path, "/my-work", "/log");
    go(`${type.path}/${id}`);
    showSaved(i18n.t("Saved"));
  };
}
