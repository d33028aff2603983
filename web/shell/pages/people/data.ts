import { i18n } from "@lingui/core";
import { useResource, type Option, type Tone } from "#kit";

export type Assignment = {
  id: string;
  roleId: string;
  key: string | null;
  name: string;
  scopeId: string;
  scopeName: string;
  endsOn: string | null;
};

export type Person = {
  id: string;
  printedName: string;
  username: string;
  email: string;
  title: string | null;
  department: string | null;
  employeeNumber: string | null;
  managerId: string | null;
  managerName: string | null;
  active: boolean;
  invited: boolean;
  locked: boolean;
  roles: Assignment[];
  version: number;
};

export type EndingRole = {
  id: string;
  personId: string;
  personName: string;
  roleName: string;
  scopeName: string;
  endsOn: string;
};

export type OpenWork = { kind: string; description: string; count: number };

type Role = { id: string; name: string };
type Scope = { id: string; name: string; depth: number };

export function standing({ active, invited, locked }: Person): { tone: Tone; word: string } {
  if (!active) return { tone: "neutral", word: i18n.t("Deactivated") };
  if (locked) return { tone: "refused", word: i18n.t("Locked") };
  if (invited) return { tone: "waiting", word: i18n.t("Invited") };
  return { tone: "force", word: i18n.t("Active") };
}

/** The first is the one without a value in the address. */
export function peopleViews(): { name: string; options: { key: string; label: string }[] } {
  return {
    name: "status",
    options: [
      { key: "active", label: i18n.t("All active") },
      { key: "invited", label: i18n.t("Invited") },
      { key: "locked", label: i18n.t("Locked") },
      { key: "ending", label: i18n.t("Roles ending soon") },
      { key: "inactive", label: i18n.t("Deactivated") },
      { key: "all", label: i18n.t("All") },
    ],
  };
}

export function useRoleOptions(): Option[] {
  const { data } = useResource<{ items: Role[] }>("/roles");
  return (data?.items ?? []).map(({ id, name }) => ({ key: id, label: name, raw: true }));
}

export function useScopeOptions(): Option[] {
  const { data } = useResource<{ items: Scope[] }>("/scopes");
  return (data?.items ?? []).map(({ id, name, depth }) => ({
    key: id,
    label: name,
    depth,
    raw: true,
  }));
}
