import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, FormDialog, showSaved, useRefresh } from "#kit";

type RoleEndProps = {
  personId: string;
  assignmentId: string;
  endsOn: string | null;
  isOpen: boolean;
  close: () => void;
};

export function RoleEndDialog({
  personId,
  assignmentId,
  endsOn,
  isOpen,
  close,
}: RoleEndProps): ReactNode {
  const refresh = useRefresh();
  return (
    <FormDialog
      title={i18n.t("Change the last day")}
      isOpen={isOpen}
      onClose={close}
      fields={[
        {
          kind: "date",
          name: "endsOn",
          label: i18n.t("Last day"),
          help: i18n.t("Leave it empty for a role without an end."),
          autoFocus: true,
        },
        {
          kind: "longText",
          name: "reason",
          label: i18n.t("Reason"),
          help: i18n.t("It stands in the log."),
          required: true,
          rows: 3,
        },
      ]}
      initial={{ endsOn: endsOn ?? "", reason: "" }}
      verb={i18n.t("Change the last day")}
      save={({ endsOn: day, reason }) =>
        api.patch(`/people/${personId}/roles/${assignmentId}`, { endsOn: day || null, reason })
      }
      onSaved={() => {
        void refresh("/people", "/role-assignments", "/log");
        showSaved(i18n.t("Last day changed"));
      }}
    />
  );
}
