import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Dialog } from "react-aria-components/Dialog";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { TextField } from "react-aria-components/TextField";
import { Icon } from "#kit";
import { useCommands, type Command } from "./commands.ts";
import "./overlays.css";

type PaletteProps = { close: () => void; showKeys: () => void };

/** One field for everything that can be opened or done from anywhere. */
export function Palette({ close, showKeys }: PaletteProps): ReactNode {
  const [text, setText] = useState("");
  const groups = useCommands(text, showKeys);
  return (
    <ModalOverlay
      className="k-scrim s-palette-scrim"
      isOpen
      onOpenChange={(open) => !open && close()}
      isDismissable
    >
      <Modal className="k-modal s-palette">
        <Dialog aria-label={i18n.t("Search")}>
          <Autocomplete inputValue={text} onInputChange={setText}>
            <TextField
              className="s-palette-field"
              aria-label={i18n.t("Search for a page, a person or an action")}
              autoFocus
            >
              <Icon name="search" />
              <Input placeholder={i18n.t("Search for a page, a person or an action")} />
            </TextField>
            <Menu
              className="k-menu s-palette-menu"
              aria-label={i18n.t("Results")}
              renderEmptyState={() => <Nothing />}
            >
              {groups
                .filter(({ commands }) => commands.length > 0)
                .map(({ key, title, commands }) => (
                  <MenuSection key={key} className="k-menu-section" aria-label={title}>
                    <Header className="k-menu-title">{title}</Header>
                    {commands.map((command) => (
                      <PaletteItem key={command.key} command={command} close={close} />
                    ))}
                  </MenuSection>
                ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteItem({ command, close }: { command: Command; close: () => void }): ReactNode {
  const act = (): void => {
    close();
    command.act();
  };
  return (
    <MenuItem id={command.key} className="k-menu-item" textValue={command.label} onAction={act}>
      <Icon name={command.icon} />
      <span className="k-menu-label" {...(command.isRaw ? { translate: "no" as const } : {})}>
        {command.label}
      </span>
      {command.note && (
        <span className="k-soft" translate="no">
          {command.note}
        </span>
      )}
    </MenuItem>
  );
}

function Nothing(): ReactNode {
  return <p className="s-palette-nothing">{i18n.t("Nothing found. Try another word.")}</p>;
}
