import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, Form, showSaved, useRefresh, type FormValues } from "#kit";
import type { Organization } from "./data.ts";

type Banner = Organization["banner"];

export function BannerForm({ banner }: { banner: Banner }): ReactNode {
  const refresh = useRefresh();
  return (
    <Form
      fields={[
        {
          kind: "text",
          name: "text",
          label: i18n.t("Text"),
          help: i18n.t("One line on top of every page, for everybody here. Empty takes it down."),
          max: 200,
        },
        {
          kind: "select",
          name: "tone",
          label: i18n.t("Tone"),
          required: true,
          isMarked: false,
          options: [
            { key: "info", label: i18n.t("Information") },
            { key: "warning", label: i18n.t("Warning") },
          ],
        },
        {
          kind: "date",
          name: "untilOn",
          label: i18n.t("Last day"),
          help: i18n.t("Empty means until it is taken down."),
        },
      ]}
      initial={valuesOf(banner)}
      version={banner.version}
      verb={i18n.t("Save the banner")}
      tone="plain"
      save={({ text, tone, untilOn }, version) =>
        api.patch<Banner>("/organization/banner", { version, text, tone, untilOn: untilOn || null })
      }
      latest={async () => {
        const latest = await api.get<Organization>("/organization");
        return { version: latest.banner.version, values: valuesOf(latest.banner) };
      }}
      onSaved={({ text }) => {
        void refresh("/organization", "/log");
        showSaved(text ? i18n.t("Banner saved") : i18n.t("Banner taken down"));
      }}
    />
  );
}

function valuesOf({ text, tone, untilOn }: Banner): FormValues {
  return { text: text ?? "", tone, untilOn: untilOn ?? "" };
}
