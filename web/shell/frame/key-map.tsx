import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Dialog, pageKeys, useSession } from "#kit";
import { entriesFor } from "./navigation.tsx";
import "./overlays.css";

export function KeyMap({ close }: { close: () => void }): ReactNode {
  const entries = entriesFor(useSession());
  const rows: [string[], string][] = [
    [["Ctrl", "K"], i18n.t("Search for a page, a person or an action")],
    [["/"], i18n.t("Search in this list")],
    [["↑", "↓"], i18n.t("Previous or next row of a list")],
    [["Enter"], i18n.t("Open the row")],
    ...pageKeys().map(({ key, label }): [string[], string] => [[key], label]),
    ...entries.map(({ entry, title }): [string[], string] => [
      ["g", entry.key],
      i18n.t("Go to {page}", { page: title() }),
    ]),
    [["Esc"], i18n.t("Close what is open")],
    [["?"], i18n.t("Show these shortcuts")],
  ];
  return (
    <Dialog title={i18n.t("Keyboard shortcuts")} isOpen onClose={close}>
      <dl className="s-keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt translate="no">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
