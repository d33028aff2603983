import { useEffect } from "react";
import { pageKeys, useGo, useSession } from "#kit";
import type { Overlay } from "./frame.tsx";
import { entriesFor } from "./navigation.tsx";

/** Single keys work only while nobody is typing; "g" waits a moment for the letter of a page. */
export function useKeys(show: (overlay: Overlay) => void): void {
  const session = useSession();
  const go = useGo();
  useEffect(() => {
    let goesSince = 0;
    const press = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        show("palette");
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const page =
        Date.now() - goesSince < 1_500 &&
        entriesFor(session).find(({ entry }) => entry.key === event.key);
      goesSince = event.key === "g" ? Date.now() : 0;
      const own = pageKeys().find(({ key }) => key === event.key);
      if (page) go(page.path);
      else if (own) {
        event.preventDefault();
        own.act();
      } else if (event.key === "?") show("keys");
      else if (event.key === "/") focusSearch(event, show);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
}

function focusSearch(event: KeyboardEvent, show: (overlay: Overlay) => void): void {
  event.preventDefault();
  const search = document.querySelector<HTMLElement>("[data-list-search]");
  if (search) search.focus();
  else show("palette");
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      "input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog]",
    ) !== null
  );
}
