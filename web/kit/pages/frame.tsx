import { Link } from "../controls/link.tsx";
import { useEffect, useRef, type ReactNode } from "react";
import { Icon } from "../controls/icon.tsx";

/** The way to where this hangs; its name comes from the data, if it is raw. */
export type Back = { to: string; label: string; isRaw?: boolean };

type FrameProps = {
  title: string;
  /** The title comes from the data. */
  isRaw?: boolean;
  back?: Back;
  status?: ReactNode;
  actions?: ReactNode;
  width?: "full" | "record" | "form";
  children: ReactNode;
};

let isFirstPage = true;

/** What every page has: a heading that takes the focus after navigation, and the actions beside it. */
export function PageFrame({
  title,
  isRaw = false,
  back,
  status,
  actions,
  width = "full",
  children,
}: FrameProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  useEffect(() => {
    document.title = `${title} · Plumbline`;
  }, [title]);
  return (
    <div className={`k-page k-page-${width}`}>
      {back && (
        <Link to={back.to} className="k-back">
          <Icon name="left" />
          <span {...(back.isRaw ? { translate: "no" as const } : {})}>{back.label}</span>
        </Link>
      )}
      <header className="k-page-head">
        <div className="k-page-title">
          <h1 ref={heading} tabIndex={-1} {...(isRaw ? { translate: "no" as const } : {})}>
            {title}
          </h1>
          {status}
        </div>
        {actions && <div className="k-page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
