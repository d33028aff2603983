import { isAttended, watchAttendance } from "./attended.ts";
import { readProblem, unreachable, type ApiProblem } from "./problem.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";
type Values = Record<string, string | number | boolean | null | undefined>;

let organization: string | undefined;
let onSignedOut: () => void = () => undefined;
let onForbidden: () => void = () => undefined;
let onOtherOrganization: () => void = () => undefined;

/** Every request names the organisation on screen, so that a tab left open never writes into another one. */
export function connect(handlers: {
  signedOut: () => void;
  forbidden: () => void;
  otherOrganization: () => void;
}): void {
  onSignedOut = handlers.signedOut;
  onForbidden = handlers.forbidden;
  onOtherOrganization = handlers.otherOrganization;
  watchAttendance();
}

export function setOrganization(id: string | undefined): void {
  organization = id;
}

export const api = {
  get: <T>(path: string, query?: Values, signal?: AbortSignal): Promise<T> =>
    call<T>("GET", withQuery(path, query), undefined, signal),
  post: <T>(path: string, body?: unknown): Promise<T> => call<T>("POST", path, body ?? {}),
  patch: <T>(path: string, body: unknown): Promise<T> => call<T>("PATCH", path, body),
  remove: <T>(path: string, query?: Values): Promise<T> =>
    call<T>("DELETE", withQuery(path, query)),
};

async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const headers = new Headers({ accept: "application/json" });
  if (method !== "GET") headers.set("x-plumbline", "1");
  else if (!isAttended()) headers.set("plumbline-unattended", "1");
  if (body !== undefined) headers.set("content-type", "application/json");
  if (organization && !path.startsWith("/auth/"))
    headers.set("plumbline-organization", organization);
  const response = await send(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await reacted(path, await readProblem(response));
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
}

async function reacted(path: string, problem: ApiProblem): Promise<ApiProblem> {
  if (problem.status === 401 && !path.startsWith("/auth/sign-in") && path !== "/auth/session")
    onSignedOut();
  if (problem.status === 403) onForbidden();
  if (problem.status === 409 && organization && (await isElsewhere(organization)))
    onOtherOrganization();
  return problem;
}

/** Whether the session on screen still stands; if not, the page hears of it as if a request had been refused. */
export async function checkSession(): Promise<boolean> {
  const response = await send("/auth/session", {
    headers: { "plumbline-unattended": "1" },
  }).catch(() => undefined);
  if (response?.status === 401) onSignedOut();
  if (!response?.ok) return false;
  const session = (await response.json()) as { organization: { id: string } | null };
  const isHere = session.organization?.id === organization;
  if (!isHere) onOtherOrganization();
  return isHere;
}

/** A conflict may mean another version or another organisation; only the session tells. */
async function isElsewhere(shown: string): Promise<boolean> {
  const response = await send("/auth/session", {});
  const session = response.ok
    ? ((await response.json()) as { organization: { id: string } | null })
    : undefined;
  return session !== undefined && session.organization?.id !== shown;
}

function withQuery(path: string, query: Values = {}): string {
  const entries = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === null || value === "" ? [] : [[key, String(value)]],
  );
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries).toString()}`;
}
