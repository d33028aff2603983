import { useQuery } from "@tanstack/react-query";
import { api, ApiProblem } from "#kit";

export type DemoAccount = {
  organization: { id: string; name: string };
  username: string;
  password: string;
  printedName: string;
  title: string | null;
  roles: string[];
};

/** Null outside the demo: the server then knows no such address. */
export function useDemoAccounts() {
  return useQuery({
    queryKey: ["/demo/accounts"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      try {
        return (await api.get<{ items: DemoAccount[] }>("/demo/accounts")).items;
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
}
