import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Form } from "#kit";
import { useSignIn, type Credentials } from "./use-sign-in.ts";

/** The second step of whoever has a second factor; the password waits in memory only. */
export function CodeForm({
  credentials,
  startOver,
}: {
  credentials: Credentials;
  startOver: () => void;
}): ReactNode {
  const signIn = useSignIn();
  return (
    <>
      <p className="k-soft s-what">
        {i18n.t("Your password is right. One more step for {username}.", {
          username: credentials.username,
        })}
      </p>
      <Form
        fields={[
          {
            kind: "text",
            name: "code",
            label: i18n.t("Code of the authenticator app"),
            help: i18n.t("Phone lost? Enter a recovery code instead."),
            required: true,
            autoComplete: "one-time-code",
            autoFocus: true,
            max: 40,
          },
        ]}
        initial={{ code: "" }}
        verb={i18n.t("Sign in")}
        save={({ code }) => signIn.ask({ ...credentials, code: String(code) })}
        onSaved={signIn.enter}
        onCancel={startOver}
      />
    </>
  );
}
