import type { ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { formatDate, formatExact, formatRelative } from "./format.ts";

/** An instant in the organisation's zone: relative with the exact time on hover, or the other way round. */
export function When({ at, exact = false }: { at: string; exact?: boolean }): ReactNode {
  const zone = useZone();
  const full = formatExact(at, zone);
  const near = formatRelative(at, zone);
  return (
    <time dateTime={at} title={exact ? near : full} translate="no" className="k-number">
      {exact ? full : near}
    </time>
  );
}

export function Day({ on }: { on: string }): ReactNode {
  return (
    <time dateTime={on} translate="no" className="k-number">
      {formatDate(on)}
    </time>
  );
}
