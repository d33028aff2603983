import { api, ApiProblem, useGo, useSessionChange, useUrlState, type Session } from "#kit";

export type Credentials = {
  username: string;
  password: string;
  organization?: string;
  code?: string;
};

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

/** The password was right and a second factor is set up: the server asks for its code. */
export function asksForCode(error: unknown): boolean {
  return error instanceof ApiProblem && error.fields.some(({ path }) => path === "code");
}

/** The way back comes from the address, so it may only ever lead to a page of ours. */
function isOwnPath(path: string | undefined): path is string {
  return path !== undefined && /^\/(?![/\\])/.test(path);
}
