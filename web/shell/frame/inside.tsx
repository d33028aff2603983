import type { ReactNode } from "react";
import { useSession } from "#kit";
import { EnrolFrame } from "./enrol-frame.tsx";
import { Frame } from "./frame.tsx";

/** Everything behind sign-in. The server refuses the pages before the second factor is there; this says what to do. */
export function Inside(): ReactNode {
  return useSession().mustEnrol ? <EnrolFrame /> : <Frame />;
}
