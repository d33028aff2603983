import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { Link, api, Form, PageFrame, Status } from "#kit";
import "./sign-in.css";

export function ForgottenPage(): ReactNode {
  const [isSent, setSent] = useState(false);
  return (
    <div className="s-sign-in">
      <div className="s-card">
        <PageFrame
          title={i18n.t("Forgotten password")}
          width="form"
          back={{ to: "/sign-in", label: i18n.t("Sign in") }}
        >
          {isSent ? (
            <div className="k-stack" role="status">
              <Status tone="force" icon="mail">
                {i18n.t("On its way")}
              </Status>
              <p>
                {i18n.t(
                  "If there is an account with this user name, a message with a link is on its way to its address. The link works once. Nothing there after a few minutes? Look in the junk folder, or ask your administrator.",
                )}
              </p>
              <p>
                <Link to="/sign-in">{i18n.t("Back to sign-in")}</Link>
              </p>
            </div>
          ) : (
            <>
              <p className="k-soft">
                {i18n.t(
                  "We send a link to the address of your account. With it you choose a new password.",
                )}
              </p>
              <Form
                fields={[
                  {
                    kind: "text",
                    name: "username",
                    label: i18n.t("User name"),
                    required: true,
                    autoComplete: "username",
                  },
                ]}
                initial={{ username: "" }}
                verb={i18n.t("Send the link")}
                save={({ username }) => api.post("/auth/reset-requests", { username })}
                onSaved={() => setSent(true)}
              />
            </>
          )}
        </PageFrame>
      </div>
    </div>
  );
}
