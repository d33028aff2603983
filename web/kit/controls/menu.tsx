import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Header } from "react-aria-components/Header";
import { Popover } from "react-aria-components/Popover";
import { Icon, type IconName } from "./icon.tsx";

export type MenuAction = {
  key: string;
  label: ReactNode;
  icon?: IconName;
  isChosen?: boolean;
  onAction: () => void;
};

type MenuGroup = { key: string; title?: ReactNode; actions: readonly MenuAction[] };

type MenuProps = {
  label: string;
  trigger: ReactNode;
  groups: readonly MenuGroup[];
  className?: string;
};

export function Menu({
  label,
  trigger,
  groups,
  className = "k-button k-button-quiet",
}: MenuProps): ReactNode {
  return (
    <MenuTrigger>
      <Button className={className} aria-label={label}>
        {trigger}
      </Button>
      <Popover className="k-popover" placement="bottom end">
        <AriaMenu className="k-menu" aria-label={label}>
          {groups.map((group) => (
            <MenuSection key={group.key} className="k-menu-section" aria-label={label}>
              {group.title && <Header className="k-menu-title">{group.title}</Header>}
              {group.actions.map((action) => (
                <MenuItem
                  key={action.key}
                  id={action.key}
                  className="k-menu-item"
                  textValue={action.key}
                  onAction={action.onAction}
                >
                  {action.icon && <Icon name={action.icon} />}
                  <span className="k-menu-label">{action.label}</span>
                  {action.isChosen && <Icon name="check" />}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
