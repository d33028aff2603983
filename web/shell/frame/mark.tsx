import type { ReactNode } from "react";
import { useLetterhead } from "./letterhead.ts";

/** A plumb line: the cord and the bob. */
export function Mark(): ReactNode {
  return (
    <svg className="s-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M7.500 2h9M12 2v10" />
      <path
        className="s-mark-bob"
        d="M12 10.500c2.400 0 3.800 1.700 3.800 3.600 0 2.300-2.200 4.400-3.800 8.400-1.600-4-3.800-6.100-3.800-8.400 0-1.900 1.400-3.600 3.800-3.600z"
      />
    </svg>
  );
}

/** The organisation's logo, and Plumbline's mark where there is none. The name stands beside it, so it says nothing more. */
export function OrganizationMark(): ReactNode {
  const logo = useLetterhead()?.logo;
  if (!logo?.digest) return <Mark />;
  return (
    <img
      className="s-logo"
      src={`/api/v1/organization/logo/${logo.digest}`}
      width={logo.width ?? undefined}
      height={logo.height ?? undefined}
      alt=""
    />
  );
}
