import type { UseQueryResult } from "@tanstack/react-query";
import { useResource } from "../api/lists.ts";

export type Readiness = {
  membershipId: string;
  printedName: string;
  browser: boolean;
  identityVerified: boolean;
  verifiers: string[];
  policy: { version: number; text: string; publishedAt: string | null; accepted: boolean };
  roles: string[];
};

/** Whether the person on screen can sign, and in which roles by this permission there. */
export function useReadiness(permission: string, scopeId: string): UseQueryResult<Readiness> {
  const query = new URLSearchParams({ permission, scopeId });
  return useResource<Readiness>(`/signing/readiness?${query.toString()}`);
}
