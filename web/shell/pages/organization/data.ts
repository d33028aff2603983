import { useResource } from "#kit";
import type { UseQueryResult } from "@tanstack/react-query";

export type Organization = {
  id: string;
  name: string;
  language: string;
  zone: string;
  currency: string;
  logo: { digest: string | null; width: number | null; height: number | null; version: number };
  banner: {
    text: string | null;
    tone: "info" | "warning";
    untilOn: string | null;
    version: number;
  };
  version: number;
};

export function useOrganization(): UseQueryResult<Organization> {
  return useResource<Organization>("/organization");
}
