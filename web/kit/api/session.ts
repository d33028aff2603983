import {
  queryOptions,
  useQueryClient,
  useSuspenseQuery,
  type QueryClient,
} from "@tanstack/react-query";
import { api, setOrganization } from "./client.ts";
import { ApiProblem } from "./problem.ts";
import { setDraftOwner } from "../pages/draft.ts";

export type Session = {
  person: { id: string; username: string; email: string };
  membership: {
    id: string;
    printedName: string;
    title: string | null;
    department: string | null;
    language: string | null;
  } | null;
  organization: { id: string; name: string; zone: string; language: string } | null;
  organizations: { id: string; name: string }[];
  permissions: Record<string, "organization" | string[]>;
  roles: { key: string | null; name: string }[];
  /** A role asks for a second factor that is not there: nothing else is open. */
  mustEnrol: boolean;
  demo: boolean;
  expiresAt: string;
  idleSeconds: number;
  /** How far the log had come when this was read: the live feed begins there. */
  seq: number;
};

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Session | null> => {
    try {
      return remembered(await api.get<Session>("/auth/session"));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return remembered(null);
      throw error;
    }
  },
});

/** The session of the person on screen; only pages behind sign-in may ask. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error("This page needs a session");
  return data;
}

/** Puts a new session on screen; whatever the last one had loaded is forgotten. */
export function useSessionChange(): (session: Session | null) => void {
  const client = useQueryClient();
  return (session) => changeSession(client, session);
}

export function changeSession(client: QueryClient, session: Session | null): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  client.setQueryData(sessionQuery.queryKey, remembered(session));
}

/** Without a scope: is there any scope in which the person may? With one: in that scope? */
export function may(session: Session, permission: string, scopeId?: string): boolean {
  const held = session.permissions[permission];
  if (held === undefined) return false;
  return (
    held === "organization" || (scopeId === undefined ? held.length > 0 : held.includes(scopeId))
  );
}

export function useMay(permission: string, scopeId?: string): boolean {
  return may(useSession(), permission, scopeId);
}

function remembered(session: Session | null): Session | null {
  setOrganization(session?.organization?.id);
  // Whoever is signed out keeps their drafts; the next person has others.
  if (session) setDraftOwner(session.person.id, session.organization?.id);
  return session;
}
