import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { chooseTheme, currentTheme, Menu, Raw, useGo, useSession, type Theme } from "#kit";
import type { Overlay } from "./frame.tsx";
import { useSignOut } from "./session-actions.ts";

export function PersonMenu({ show }: { show: (overlay: Overlay) => void }): ReactNode {
  const session = useSession();
  const go = useGo();
  const signOut = useSignOut();
  const [theme, setTheme] = useState(currentTheme);
  const name = session.membership?.printedName ?? session.person.username;
  const themes: [Theme, string][] = [
    ["system", i18n.t("Theme of this device")],
    ["light", i18n.t("Light")],
    ["dark", i18n.t("Dark")],
  ];
  return (
    <Menu
      className="s-person"
      label={i18n.t("You: {name}", { name })}
      trigger={<span className="s-avatar" data-initials={initials(name)} />}
      groups={[
        {
          key: "person",
          title: (
            <span className="k-stack-tight">
              <span className="k-strong">
                <Raw>{name}</Raw>
              </span>
              <Raw>
                {session.roles.map((role) => role.name).join(", ") || session.person.username}
              </Raw>
            </span>
          ),
          actions: [
            {
              key: "profile",
              label: i18n.t("Your profile"),
              icon: "person",
              onAction: () => go("/profile"),
            },
            {
              key: "keys",
              label: i18n.t("Keyboard shortcuts"),
              icon: "keys",
              onAction: () => show("keys"),
            },
          ],
        },
        {
          key: "theme",
          title: i18n.t("Theme"),
          actions: themes.map(([key, label]) => ({
            key,
            label,
            icon: "theme" as const,
            isChosen: key === theme,
            onAction: () => {
              chooseTheme(key);
              setTheme(key);
            },
          })),
        },
        {
          key: "leave",
          actions: [{ key: "out", label: i18n.t("Sign out"), icon: "out", onAction: signOut }],
        },
      ]}
    />
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return (
    (words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")
  ).toUpperCase();
}
