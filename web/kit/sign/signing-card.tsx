import { i18n } from "@lingui/core";
import { useEffect, type ReactNode } from "react";
import { SelectInput } from "../controls/choices.tsx";
import { Raw } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Status } from "../display/status.tsx";
import { useReadiness } from "./readiness.ts";
import { keyOf, type Signing } from "./signing.ts";
import type { Ceremony } from "./use-signing.ts";

type CardProps = {
  signing: Signing;
  ceremony: Ceremony;
  onRoles: (key: string, roles: readonly string[]) => void;
};

/** One record of the sitting: what is signed, what that means, and in which role. */
export function SigningCard({ signing, ceremony, onRoles }: CardProps): ReactNode {
  const key = keyOf(signing);
  const readiness = useReadiness(signing.permission, signing.scopeId);
  const roles = readiness.data?.roles;
  useEffect(() => {
    if (roles) onRoles(key, roles);
  }, [key, roles, onRoles]);
  const standing = ceremony.standings[key] ?? "open";
  return (
    <section className="k-signing" aria-label={signing.name}>
      <div className="k-row-between">
        <h3>
          <Raw>{signing.name}</Raw>
        </h3>
        {standing === "signed" && <Status tone="force">{i18n.t("Signed")}</Status>}
        {standing === "changed" && <Status tone="risk">{i18n.t("Changed")}</Status>}
      </div>
      <div
        className="k-signing-content"
        tabIndex={0}
        role="group"
        aria-label={i18n.t("What you sign")}
      >
        {signing.content}
      </div>
      <p>
        {i18n.t("Your signature means:")} <strong translate="no">{signing.meaning}</strong>
      </p>
      {roles?.length === 1 && (
        <p className="k-soft">
          {i18n.t("You sign in the role:")} <Raw>{roles[0]}</Raw>
        </p>
      )}
      {roles && roles.length > 1 && (
        <SelectInput
          label={i18n.t("You sign in the role")}
          required
          options={roles.map((role) => ({ key: role, label: role, raw: true }))}
          value={ceremony.roles[key] ?? ""}
          onChange={(role) => ceremony.chooseRole(key, role)}
          placeholder={i18n.t("Choose a role")}
          error={ceremony.faults.roles[key]}
        />
      )}
      {roles?.length === 0 && (
        <p className="k-problem">
          {i18n.t(
            "None of your roles allows you to sign this. An administrator of your organisation can grant the right.",
          )}
        </p>
      )}
      {readiness.error && (
        <Problem error={readiness.error} retry={() => void readiness.refetch()} />
      )}
    </section>
  );
}
