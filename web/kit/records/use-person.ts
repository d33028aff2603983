import { permissionOf, type Person, type RecordType } from "#core/records";
import { may, useSession, type Session } from "../api/session.ts";

/** The person on screen, as the rules ask for somebody who looks or acts. */
export function usePerson(scopeId: string | undefined): Person {
  return personOf(useSession(), scopeId);
}

export function personOf(session: Session, scopeId: string | undefined): Person {
  return {
    membershipId: session.membership?.id ?? null,
    may: (permission) => may(session, permission, scopeId),
  };
}

/** Whoever may do more than read takes part: in the discussion, with views of their own. */
export function useTakesPart(type: RecordType, scopeId?: string): boolean {
  const session = useSession();
  return Object.keys(type.permissions).some(
    (verb) => verb !== "read" && may(session, permissionOf(type, verb), scopeId),
  );
}
