import type { Query } from "@tanstack/react-query";

export type Change = { type: string; id: string; version: number | null };

const pathsOf = new Map<string, readonly string[]>();

/** Where things of a type are fetched: their own path, and others that show them too. An app says it once. */
export function liveType(type: string, ...paths: readonly string[]): void {
  pathsOf.set(type, paths);
}

/** Whether what a query shows may have changed. */
export function concerns(change: Change, { queryKey, state }: Query): boolean {
  const [own, ...others] = pathsOf.get(change.type) ?? [];
  const key = String(queryKey[0]);
  if (others.some((path) => isBelow(key, path))) return true;
  if (own === undefined || !isBelow(key, own)) return false;
  const [id] = key.slice(own.length + 1).split(/[/?]/);
  if (id !== undefined && isId(id) && id !== change.id) return false;
  return key !== `${own}/${change.id}` || !isKnown(change, state.data);
}

function isBelow(key: string, path: string): boolean {
  return key === path || key.startsWith(`${path}/`) || key.startsWith(`${path}?`);
}

function isId(segment: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(segment);
}

/** One's own change has been fetched before the news of it arrives. */
function isKnown({ version }: Change, data: unknown): boolean {
  if (version === null || typeof data !== "object" || data === null) return false;
  return "version" in data && typeof data.version === "number" && data.version >= version;
}
