import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Form, Link, type Session } from "#kit";
import { asksForCode, useSignIn, type Credentials } from "./use-sign-in.ts";

/** User name and password; `askCode` is told when a second step follows. */
export function PasswordForm({
  askCode,
}: {
  askCode: (credentials: Credentials) => void;
}): ReactNode {
  const signIn = useSignIn();
  const attempt = async (credentials: Credentials): Promise<Session | Credentials> => {
    try {
      return await signIn.ask(credentials);
    } catch (error) {
      if (asksForCode(error)) return credentials;
      throw error;
    }
  };
  return (
    <>
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
          attempt({ username: String(username).trim(), password: String(password) })
        }
        onSaved={(outcome) => ("person" in outcome ? signIn.enter(outcome) : askCode(outcome))}
      />
      <p>
        <Link to="/forgotten">{i18n.t("Forgotten your password?")}</Link>
      </p>
    </>
  );
}
