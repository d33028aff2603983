import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { api, Button, FormDialog, showSaved, Status, useMay, useRefresh } from "#kit";
import type { Role } from "./data.ts";

/** Whether holders of the role sign in with a second factor; for built-in roles as well. */
export function SecondFactorPolicy({ role }: { role: Role }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const required = !role.secondFactor;
  const verb = required ? i18n.t("Require it") : i18n.t("Do not require it");
  return (
    <div className="k-stack">
      <p>
        {role.secondFactor ? (
          <Status tone="force">{i18n.t("Required")}</Status>
        ) : (
          <Status tone="neutral">{i18n.t("Not required")}</Status>
        )}
      </p>
      <p className="k-soft">
        {role.secondFactor
          ? i18n.t(
              "Whoever holds this role signs in with the code of an authenticator app as well.",
            )
          : i18n.t("Whoever holds this role may sign in with the password alone.")}
      </p>
      {useMay("access.role.write") && (
        <p>
          <Button icon="lock" onPress={() => setAsking(true)}>
            {verb}
          </Button>
        </p>
      )}
      <FormDialog
        title={
          required ? i18n.t("Require a second factor?") : i18n.t("Do without the second factor?")
        }
        text={
          required
            ? i18n.t(
                "Everybody who holds {role} and has none is asked to set one up at once, you too, and can do nothing else before.",
                { role: role.name },
              )
            : i18n.t(
                "Whoever holds {role} can then remove theirs. What they set up stays until they do.",
                { role: role.name },
              )
        }
        fields={[]}
        initial={{}}
        verb={verb}
        version={role.version}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        save={(_, version) =>
          api.patch<Role>(`/roles/${role.id}/second-factor`, { version, required })
        }
        onSaved={() => {
          void refresh("/roles", "/log", "session");
          showSaved(i18n.t("Role saved"));
        }}
      />
    </div>
  );
}
