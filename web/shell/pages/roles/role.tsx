import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Chip,
  Confirm,
  DetailPage,
  Facts,
  LinkButton,
  Raw,
  Section,
  showSaved,
  useGo,
  useMay,
  usePathParameter,
  useRefresh,
  useResource,
} from "#kit";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Role } from "./data.ts";
import { PermissionMatrix } from "./permission-matrix.tsx";
import { SecondFactorPolicy } from "./second-factor-policy.tsx";

export function useRole(id: string): UseQueryResult<Role> {
  const roles = useResource<{ items: Role[] }>("/roles");
  return {
    ...roles,
    data: roles.data?.items.find((role) => role.id === id),
  } as UseQueryResult<Role>;
}

export function RolePage(): ReactNode {
  const role = useRole(usePathParameter("id"));
  return (
    <DetailPage
      of={role}
      kind={i18n.t("Role")}
      back={{ to: "/roles", label: i18n.t("Roles") }}
      title={({ name }) => name}
      status={({ builtIn }) => <Chip>{builtIn ? i18n.t("Built in") : i18n.t("Made here")}</Chip>}
      actions={(shown) => <Actions role={shown} />}
      aside={(shown) => (
        <>
          <Section title={i18n.t("About")}>
            <Facts
              facts={[
                {
                  label: i18n.t("What for"),
                  value: shown.description && <Raw>{shown.description}</Raw>,
                },
                { label: i18n.t("People who hold it"), value: <Raw>{shown.people}</Raw> },
              ]}
            />
            {shown.builtIn && (
              <p className="k-soft">
                {i18n.t(
                  "Built-in roles come with Plumbline and cannot be changed. Make your own role for another set.",
                )}
              </p>
            )}
          </Section>
          <Section title={i18n.t("Second factor")}>
            <SecondFactorPolicy role={shown} />
          </Section>
        </>
      )}
    >
      {(shown) => (
        <Section title={i18n.t("What this role allows")}>
          <PermissionMatrix granted={shown.permissions} />
        </Section>
      )}
    </DetailPage>
  );
}

function Actions({ role }: { role: Role }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const go = useGo();
  if (!useMay("access.role.write") || role.builtIn) return null;
  const remove = async (): Promise<void> => {
    await api.remove(`/roles/${role.id}`, { version: role.version });
    go("/roles");
    showSaved(i18n.t("Role deleted"));
    void refresh("/roles", "/people", "/log");
  };
  return (
    <>
      <LinkButton to={`/roles/${role.id}/edit`} tone="primary" icon="edit">
        {i18n.t("Edit")}
      </LinkButton>
      <Button icon="trash" onPress={() => setAsking(true)}>
        {i18n.t("Delete")}
      </Button>
      <Confirm
        title={i18n.t("Delete this role?")}
        text={i18n.t(
          "Only a role that nobody holds can be deleted. The log keeps what it allowed.",
        )}
        verb={i18n.t("Delete")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={remove}
      />
    </>
  );
}
