import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { api } from "./client.ts";

export type Listed<Item> = {
  items: readonly Item[] | undefined;
  error: unknown;
  isMoreLoading: boolean;
  more: (() => void) | undefined;
  retry: () => void;
};

type Page<Item> = { items: Item[]; next: string | null };
type Query = Record<string, string | number | undefined>;

/** A keyset list: one page at a time, the cursor kept by the server. */
export function useList<Item>(path: string, query: Query = {}): Listed<Item> {
  const list = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Item>>(path, { ...query, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  return {
    items: list.data?.pages.flatMap((page) => page.items),
    error: list.error,
    isMoreLoading: list.isFetchingNextPage,
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    retry: () => void list.refetch(),
  };
}

/** One resource, cached under its path. */
export function useResource<T>(path: string | undefined): UseQueryResult<T> {
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<T>(path ?? "", undefined, signal),
    enabled: path !== undefined,
  });
}

/** After a change: everything whose path begins so is fetched again. */
export function useRefresh(): (...paths: string[]) => Promise<void> {
  const client = useQueryClient();
  return async (...paths) => {
    await client.invalidateQueries({
      predicate: ({ queryKey }) => paths.some((path) => String(queryKey[0]).startsWith(path)),
    });
  };
}
