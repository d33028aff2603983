import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, FormDialog, showSaved, useRefresh } from "#kit";
import type { Item, Review } from "./data.ts";

type RemoveProps = { review: Review; item: Item; close: () => void };

/** Of an item that is decided about so, nothing more can be said: the role is taken in the same moment. */
export function RemoveDialog({ review, item, close }: RemoveProps): ReactNode {
  const refresh = useRefresh();
  const { personName: person, roleName: role, scopeName: scope } = item;
  return (
    <FormDialog
      title={i18n.t("Remove this role?")}
      text={i18n.t("{person} loses the role {role} in {scope} at once.", { person, role, scope })}
      isOpen
      onClose={close}
      fields={[
        {
          kind: "longText",
          name: "reason",
          label: i18n.t("Reason"),
          help: i18n.t("It stands in the review and in the log."),
          required: true,
          rows: 3,
          autoFocus: true,
        },
      ]}
      initial={{ reason: "" }}
      version={item.version}
      verb={i18n.t("Remove")}
      tone="danger"
      save={({ reason }, version) =>
        api.post(`/access-reviews/${review.id}/items/${item.id}/remove`, { version, reason })
      }
      onSaved={() => {
        void refresh("/access-reviews", "/people", "/roles", "/log");
        showSaved(i18n.t("Role removed"));
      }}
    />
  );
}
