import { api, useGo, useSessionChange, useUrlState, type Session } from "#kit";

type Credentials = { username: string; password: string; organization?: string };

export function useSignIn(): {
  ask: (credentials: Credentials) => Promise<Session>;
  enter: (session: Session) => void;
} {
  const [{ back }] = useUrlState();
  const change = useSessionChange();
  const go = useGo();
  return {
    ask: (credentials) => api.post<Session>("/auth/sign-in", credentials),
    enter: (session) => {
      change(session);
      go(isOwnPath(back) ? back : "/");
    },
  };
}

/** The way back comes from the address, so it may only ever lead to a page of ours. */
function isOwnPath(path: string | undefined): path is string {
  return path !== undefined && /^\/(?![/\\])/.test(path);
}
