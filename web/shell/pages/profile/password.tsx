import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { api, Form, showSaved, useRefresh } from "#kit";

export function PasswordForm(): ReactNode {
  const [round, setRound] = useState(0);
  const refresh = useRefresh();
  return (
    <Form
      key={round}
      fields={[
        {
          kind: "text",
          name: "current",
          type: "password",
          label: i18n.t("Current password"),
          required: true,
          autoComplete: "current-password",
        },
        {
          kind: "text",
          name: "next",
          type: "password",
          label: i18n.t("New password"),
          help: i18n.t(
            "12 characters or more. A few unrelated words are easy to remember and hard to guess.",
          ),
          required: true,
          autoComplete: "new-password",
        },
      ]}
      initial={{ current: "", next: "" }}
      verb={i18n.t("Change the password")}
      tone="plain"
      save={(values) => api.post("/auth/password", values)}
      onSaved={() => {
        setRound(round + 1);
        void refresh("/auth/sessions");
        showSaved(i18n.t("Password changed"));
      }}
    />
  );
}
