import { useEffect, useRef } from "react";

/** A single key that does something on the page that is open. */
export type PageKey = { key: string; label: string; act: () => void };

const open = new Set<{ current: readonly PageKey[] }>();

/** The page's own keys, for as long as it stands. The frame listens, and shows them under "?". */
export function usePageKeys(keys: readonly PageKey[]): void {
  const shown = useRef(keys);
  useEffect(() => {
    shown.current = keys;
  });
  useEffect(() => {
    open.add(shown);
    return () => void open.delete(shown);
  }, []);
}

export function pageKeys(): readonly PageKey[] {
  return [...open].flatMap(({ current }) => current);
}
