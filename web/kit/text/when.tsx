import type { ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { formatDate, formatExact, formatRelative } from "./format.ts";

/** An instant: relative, with the exact time in the organisation's zone on hover. */
export function When({ at, exact = false }: { at: string; exact?: boolean }): ReactNode {
  const zone = useZone();
  const full = formatExact(at, zone);
  return (
    <time dateTime={at} title={full} translate="no" className="k-number">
      {exact ? full : formatRelative(at, zone)}
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
