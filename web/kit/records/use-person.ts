import type { Person } from "#core/records";
import { may, useSession } from "../api/session.ts";

/** The person on screen, as the rules ask for somebody who looks or acts. */
export function usePerson(scopeId: string | undefined): Person {
  const session = useSession();
  return {
    membershipId: session.membership?.id ?? null,
    may: (permission) => may(session, permission, scopeId),
  };
}
