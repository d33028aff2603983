import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "./session.ts";

/** The organisation's zone; before sign-in, this device's. */
export function useZone(): string {
  const { data } = useQuery(sessionQuery);
  return data?.organization?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
