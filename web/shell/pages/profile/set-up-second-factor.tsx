import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { api, Form, type FormField } from "#kit";
import { QrCode } from "./qr-code.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import "./second-factor.css";

type Begun = { secret: string; uri: string };
type Codes = { recoveryCodes: string[] };

type SetUpProps = {
  /** There is one in force: its code is asked as well, and it holds until the new one is confirmed. */
  isReplacing: boolean;
  done: () => void;
  onCancel?: () => void;
};

/** Password, then the app reads the code in, then its first number proves that it did. */
export function SetUpSecondFactor({ isReplacing, done, onCancel }: SetUpProps): ReactNode {
  const [begun, setBegun] = useState<Begun>();
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes) return <RecoveryCodes codes={codes} done={done} />;
  if (begun)
    return (
      <ReadIn
        begun={begun}
        onConfirmed={setCodes}
        {...(onCancel ? { onCancel: () => onCancel() } : {})}
      />
    );
  return (
    <div className="k-stack">
      <p className="k-soft">
        {i18n.t(
          "You need an authenticator app on your phone, such as Aegis, FreeOTP, Google Authenticator or Microsoft Authenticator. Its code is asked after your password when you sign in.",
        )}
      </p>
      <Form
        fields={[passwordField(), ...(isReplacing ? [codeField()] : [])]}
        initial={{ password: "", code: "" }}
        verb={i18n.t("Go on")}
        save={({ password, code }) =>
          api.post<Begun>(
            "/auth/second-factor/begin",
            isReplacing ? { password, code } : { password },
          )
        }
        onSaved={setBegun}
        {...(onCancel ? { onCancel } : {})}
      />
    </div>
  );
}

function ReadIn({
  begun,
  onConfirmed,
  onCancel,
}: {
  begun: Begun;
  onConfirmed: (codes: readonly string[]) => void;
  onCancel?: () => void;
}): ReactNode {
  return (
    <div className="s-read-in">
      <QrCode text={begun.uri} label={i18n.t("QR code for the authenticator app")} />
      <div className="k-stack">
        <p>{i18n.t("Read the QR code in with the app. On the phone itself, type this instead:")}</p>
        <code className="s-secret" translate="no">
          {begun.secret.match(/.{1,4}/g)?.join(" ")}
        </code>
        <p>
          <a href={begun.uri}>{i18n.t("Or open the app that is on this device")}</a>
        </p>
        <Form
          fields={[
            {
              kind: "text",
              name: "code",
              label: i18n.t("The code that the app shows now"),
              required: true,
              autoComplete: "one-time-code",
              autoFocus: true,
              max: 40,
            },
          ]}
          initial={{ code: "" }}
          verb={i18n.t("Confirm")}
          save={({ code }) => api.post<Codes>("/auth/second-factor/confirm", { code })}
          onSaved={({ recoveryCodes }) => onConfirmed(recoveryCodes)}
          {...(onCancel ? { onCancel } : {})}
        />
      </div>
    </div>
  );
}

export function passwordField(): FormField {
  return {
    kind: "text",
    name: "password",
    type: "password",
    label: i18n.t("Your password"),
    required: true,
    autoComplete: "current-password",
    autoFocus: true,
  };
}

export function codeField(): FormField {
  return {
    kind: "text",
    name: "code",
    label: i18n.t("Code of the authenticator app"),
    help: i18n.t("Or a recovery code."),
    required: true,
    autoComplete: "one-time-code",
    max: 40,
  };
}
