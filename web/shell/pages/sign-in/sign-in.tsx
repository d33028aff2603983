import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, api, ApiProblem, Form, PageFrame, useUrlState } from "#kit";
import { DemoAccounts, type DemoAccount } from "./demo-accounts.tsx";
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

/** Null outside the demo: the server then knows no such address. */
function useDemoAccounts() {
  return useQuery({
    queryKey: ["/demo/accounts"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      try {
        return (await api.get<{ items: DemoAccount[] }>("/demo/accounts")).items;
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
}
