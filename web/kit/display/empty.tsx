import type { ReactNode } from "react";
import { Icon, type IconName } from "../controls/icon.tsx";

/** Says what belongs here, who brings it, and has at most one button. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}): ReactNode {
  return (
    <div className="k-empty">
      <span className="k-empty-icon">
        <Icon name={icon} />
      </span>
      <p className="k-strong">{title}</p>
      {children && <p className="k-soft">{children}</p>}
      {action}
    </div>
  );
}
