import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, Form, PageFrame, showSaved, Skeleton, useGo, useRefresh } from "#kit";
import { useScopeOptions } from "../people/data.ts";
import type { Review } from "./data.ts";

export function OpenReviewPage(): ReactNode {
  const scopes = useScopeOptions();
  const refresh = useRefresh();
  const go = useGo();
  const root = scopes[0];
  return (
    <PageFrame
      title={i18n.t("Open a review")}
      width="form"
      back={{ to: "/access-reviews", label: i18n.t("Access reviews") }}
    >
      <p className="k-soft">
        {i18n.t(
          "Every role that is in force now is written down. Reviewers decide about each one; nobody decides about their own.",
        )}
      </p>
      {root ? (
        <Form
          fields={[
            {
              kind: "text",
              name: "name",
              label: i18n.t("Name"),
              help: i18n.t("Such as the quarter, or what gave rise to it."),
              required: true,
              max: 120,
              autoFocus: true,
            },
            {
              kind: "combo",
              name: "scopeId",
              label: i18n.t("Roles in"),
              help: i18n.t("There and in everything below it."),
              required: true,
              options: scopes,
            },
            { kind: "date", name: "dueOn", label: i18n.t("Due"), required: true },
          ]}
          initial={{ name: "", scopeId: root.key, dueOn: "" }}
          verb={i18n.t("Open the review")}
          save={(values) => api.post<Review>("/access-reviews", values)}
          onSaved={({ id }) => {
            void refresh("/access-reviews", "/log");
            go(`/access-reviews/${id}`);
            showSaved(i18n.t("Review opened"));
          }}
          onCancel={() => go("/access-reviews")}
        />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}
