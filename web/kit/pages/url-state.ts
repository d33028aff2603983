import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

export type UrlState = Record<string, string>;

/** Filters and views live in the address: they survive a reload, a bookmark and the back button. */
export function useUrlState(): [UrlState, (change: Record<string, string | undefined>) => void] {
  const state = useSearch({ strict: false }) as UrlState;
  const navigate = useNavigate();
  const change = (next: Record<string, string | undefined>): void => {
    const search = Object.fromEntries(
      Object.entries({ ...state, ...next }).filter(([, value]) => value),
    );
    void navigate({ to: ".", search, replace: true, resetScroll: false });
  };
  return [state, change];
}

export function usePathParameter(name: string): string {
  const parameters = useParams({ strict: false }) as Record<string, string | undefined>;
  return parameters[name] ?? "";
}

export function useGo(): (to: string) => void {
  const navigate = useNavigate();
  return (to) => void navigate(destination(to));
}

type Destination = { to: string; search: never; resetScroll: boolean };

/** An address that is only a query stays on the page, and where the page is scrolled to. */
export function destination(address: string): Destination {
  const [path = "", query = ""] = address.split("?");
  return { to: path || ".", search: parseSearch(query) as never, resetScroll: path !== "" };
}

/** The router's own reading would turn "2026" into a number; here every value stays the text that was typed. */
export function parseSearch(text: string): UrlState {
  return Object.fromEntries(new URLSearchParams(text));
}

export function writeSearch(state: Record<string, unknown>): string {
  const entries = Object.entries(state).flatMap(([key, value]) =>
    typeof value === "string" && value !== "" ? [[key, value]] : [],
  );
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries).toString()}`;
}
