import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "#kit";

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (count, error) => count < 2 && isWorthRepeating(error) },
    },
  });
}

/** A refusal stays one; only silence and overload may pass. */
function isWorthRepeating(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 503);
}
