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

export type Choices = { zones: string[]; currencies: string[] };

export function useOrganization(): UseQueryResult<Organization> {
  return useResource<Organization>("/organization");
}

/** What the form offers; asked only by whoever may choose. */
export function useChoices(mayChoose: boolean): UseQueryResult<Choices> {
  return useResource<Choices>(mayChoose ? "/organization/choices" : undefined);
}
