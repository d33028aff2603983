import type { ReactNode } from "react";

/** A plumb line: the cord and the bob. */
export function Mark(): ReactNode {
  return (
    <svg className="s-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 2v10" />
      <path className="s-mark-bob" d="M7.500 11.500h9L12 21.500z" />
    </svg>
  );
}
