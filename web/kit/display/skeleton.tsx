import { i18n } from "@lingui/core";
import { useEffect, useState, type ReactNode } from "react";

/** Grey lines where content will stand, only once waiting has become noticeable. */
export function Skeleton({ lines = 6 }: { lines?: number }): ReactNode {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="k-skeleton" role="status" aria-label={i18n.t("Loading")} data-waiting={isShown}>
      {isShown &&
        Array.from({ length: lines }, (_, line) => <div key={line} className="k-skeleton-line" />)}
    </div>
  );
}
