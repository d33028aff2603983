import { Link } from "./link.tsx";
import type { ReactNode } from "react";
import { Button as AriaButton, type PressEvent } from "react-aria-components/Button";
import { Icon, type IconName } from "./icon.tsx";

type Tone = "plain" | "primary" | "quiet" | "danger";

type Look = {
  children: ReactNode;
  tone?: Tone;
  icon?: IconName;
  /** Shows the icon alone; the text is still read out. */
  iconOnly?: boolean;
};

type ButtonProps = Look & {
  onPress?: (event: PressEvent) => void;
  type?: "button" | "submit";
  isPending?: boolean;
  isDisabled?: boolean;
  slot?: string;
  className?: string;
};

export function Button({
  children,
  tone = "plain",
  icon,
  iconOnly = false,
  isPending,
  className,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <AriaButton
      {...rest}
      isPending={isPending ?? false}
      className={classes(tone, iconOnly, className)}
    >
      <Content icon={icon} iconOnly={iconOnly}>
        {children}
      </Content>
    </AriaButton>
  );
}

/** Looks like a button, is a link: for actions that open a page. */
export function LinkButton({
  children,
  tone = "plain",
  icon,
  iconOnly = false,
  to,
}: Look & { to: string }): ReactNode {
  return (
    <Link to={to} className={classes(tone, iconOnly)}>
      <Content icon={icon} iconOnly={iconOnly}>
        {children}
      </Content>
    </Link>
  );
}

/** A file to save: an ordinary link, so that the browser shows its progress. */
export function DownloadButton({
  children,
  href,
  fileName = "",
  tone = "plain",
}: Pick<Look, "children" | "tone"> & { href: string; fileName?: string }): ReactNode {
  return (
    <a href={href} download={fileName} className={classes(tone, false)}>
      <Content icon="download" iconOnly={false}>
        {children}
      </Content>
    </a>
  );
}

function Content({
  icon,
  iconOnly,
  children,
}: {
  icon: IconName | undefined;
  iconOnly: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <>
      {icon && <Icon name={icon} />}
      <span className={iconOnly ? "k-hidden" : "k-button-text"}>{children}</span>
    </>
  );
}

function classes(tone: Tone, iconOnly: boolean, more = ""): string {
  return `k-button k-button-${tone} ${iconOnly ? "k-button-icon" : ""} ${more}`.trim();
}
