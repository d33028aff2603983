import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Link, Form, PageFrame, useUrlState } from "#kit";
import { DemoAccounts } from "./demo-accounts.tsx";
import { useDemoAccounts } from "./use-demo-accounts.ts";
import { useSignIn } from "./use-sign-in.ts";
import "./sign-in.css";

export function SignInPage(): ReactNode {
  const [{ ended, used }] = useUrlState();
  const { data: accounts } = useDemoAccounts();
  const signIn = useSignIn();
  return (
    <div className={accounts ? "s-sign-in s-sign-in-demo" : "s-sign-in"}>
      <div className="s-card">
        <PageFrame title={i18n.t("Sign in")} width="form">
          <p className="k-soft s-what">
            {i18n.t(
              "Plumbline keeps the work of your organisation on record, so that it can be proven.",
            )}
          </p>
          {ended && (
            <p className="k-note">
              {i18n.t(
                "Your session has ended. Sign in to go on where you were; what you typed is kept.",
              )}
            </p>
          )}
          {used && <p className="k-note">{i18n.t("Done. You can sign in now.")}</p>}
          <Form
            fields={[
              {
                kind: "text",
                name: "username",
                label: i18n.t("User name"),
                required: true,
                autoComplete: "username",
                autoFocus: true,
              },
              {
                kind: "text",
                name: "password",
                type: "password",
                label: i18n.t("Password"),
                required: true,
                autoComplete: "current-password",
              },
            ]}
            initial={{ username: "", password: "" }}
            verb={i18n.t("Sign in")}
            save={({ username, password }) =>
              signIn.ask({ username: String(username).trim(), password: String(password) })
            }
            onSaved={signIn.enter}
          />
          <p>
            <Link to="/forgotten">{i18n.t("Forgotten your password?")}</Link>
          </p>
        </PageFrame>
      </div>
      {accounts && <DemoAccounts accounts={accounts} />}
    </div>
  );
}
