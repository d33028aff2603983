import type { ReactNode } from "react";
import { Icon, type IconName } from "../controls/icon.tsx";

/** The five tones of the product. Colour never stands alone: each has its icon, and the word is always there. */
export type Tone = "neutral" | "waiting" | "risk" | "refused" | "force";

const icons: Record<Tone, IconName> = {
  neutral: "dash",
  waiting: "clock",
  risk: "alert",
  refused: "lock",
  force: "check",
};

export function Status({
  tone,
  children,
  icon,
}: {
  tone: Tone;
  children: ReactNode;
  icon?: IconName;
}): ReactNode {
  return (
    <span className={`k-status k-tone-${tone}`}>
      <Icon name={icon ?? icons[tone]} />
      {children}
    </span>
  );
}

export function Chip({ children }: { children: ReactNode }): ReactNode {
  return <span className="k-chip">{children}</span>;
}
