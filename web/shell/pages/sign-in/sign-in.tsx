import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { PageFrame, useUrlState } from "#kit";
import { CodeForm } from "./code-form.tsx";
import { DemoAccounts } from "./demo-accounts.tsx";
import { PasswordForm } from "./password-form.tsx";
import { useDemoAccounts } from "./use-demo-accounts.ts";
import type { Credentials } from "./use-sign-in.ts";
import "./sign-in.css";

export function SignInPage(): ReactNode {
  const { data: accounts } = useDemoAccounts();
  const [asked, setAsked] = useState<Credentials>();
  return (
    <div className={accounts ? "s-sign-in s-sign-in-demo" : "s-sign-in"}>
      <div className="s-card">
        <PageFrame title={i18n.t("Sign in")} width="form">
          {asked ? (
            <CodeForm credentials={asked} startOver={() => setAsked(undefined)} />
          ) : (
            <>
              <Notes />
              <PasswordForm askCode={setAsked} />
            </>
          )}
        </PageFrame>
      </div>
      {accounts && <DemoAccounts accounts={accounts} askCode={setAsked} />}
    </div>
  );
}

function Notes(): ReactNode {
  const [{ ended, used }] = useUrlState();
  return (
    <>
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
    </>
  );
}
