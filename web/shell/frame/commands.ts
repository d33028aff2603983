import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { api, chooseTheme, may, useGo, useSession, type IconName } from "#kit";
import { pages } from "../pages.ts";
import { useOrganizationSwitch, useSignOut } from "./session-actions.ts";

export type Command = {
  key: string;
  label: string;
  icon: IconName;
  act: () => void;
  isRaw?: boolean;
  note?: string;
};

type Group = { key: string; title: string; commands: Command[] };
type Found = { items: { id: string; printedName: string; title: string | null }[] };

/** Pages, people and actions that fit what was typed and what the person may do. */
export function useCommands(text: string, showKeys: () => void): Group[] {
  const people = usePeople(text);
  const isFitting = ({ label }: Command): boolean =>
    label.toLowerCase().includes(text.trim().toLowerCase());
  const groups = [
    { key: "pages", title: i18n.t("Pages"), commands: usePages().filter(isFitting) },
    { key: "actions", title: i18n.t("Actions"), commands: useActions(showKeys).filter(isFitting) },
  ];
  return [...groups, { key: "people", title: i18n.t("People"), commands: people }];
}

function usePages(): Command[] {
  const session = useSession();
  const go = useGo();
  return pages
    .filter(
      ({ path, permission }) => !path.includes("$") && (!permission || may(session, permission)),
    )
    .map(({ path, title, entry }) => ({
      key: path,
      label: title(),
      icon: entry?.icon ?? "plus",
      act: () => go(path),
    }));
}

function useActions(showKeys: () => void): Command[] {
  const session = useSession();
  const enter = useOrganizationSwitch();
  const signOut = useSignOut();
  const others = session.organizations.filter(({ id }) => id !== session.organization?.id);
  return [
    ...others.map(({ id, name }): Command => ({
      key: id,
      label: i18n.t("Switch to {name}", { name }),
      icon: "building",
      act: () => enter(id),
    })),
    {
      key: "light",
      label: i18n.t("Use the light theme"),
      icon: "theme",
      act: () => chooseTheme("light"),
    },
    {
      key: "dark",
      label: i18n.t("Use the dark theme"),
      icon: "theme",
      act: () => chooseTheme("dark"),
    },
    { key: "keys", label: i18n.t("Show keyboard shortcuts"), icon: "keys", act: showKeys },
    { key: "out", label: i18n.t("Sign out"), icon: "out", act: signOut },
  ];
}

function usePeople(text: string): Command[] {
  const isAllowed = may(useSession(), "access.person.read");
  const go = useGo();
  const search = text.trim();
  const { data } = useQuery({
    queryKey: ["/people", { search, limit: 5 }, "palette"],
    queryFn: ({ signal }) => api.get<Found>("/people", { search, limit: 5 }, signal),
    enabled: isAllowed && search.length > 1,
  });
  if (search.length < 2) return [];
  return (data?.items ?? []).map(({ id, printedName, title }) => ({
    key: id,
    label: printedName,
    icon: "person",
    isRaw: true,
    act: () => go(`/people/${id}`),
    ...(title ? { note: title } : {}),
  }));
}
