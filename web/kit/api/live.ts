import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { checkSession } from "./client.ts";
import { concerns, type Change } from "./live-types.ts";
import { sessionQuery, useSession } from "./session.ts";

type Received = { seq: number; live?: boolean; reload?: boolean; changes?: Change[] };

// The server says something every 15 seconds.
const silenceMs = 40_000;
const signAfterMs = 5_000;
const longestPauseMs = 30_000;
const betweenRefreshesMs = 700;

/** What others change is fetched again as soon as the log has it. Answers false when that cannot be promised for long. */
export function useLive(): boolean {
  const client = useQueryClient();
  const id = useSession().organization?.id;
  useEffect(() => (id === undefined ? undefined : follow(client, id)), [client, id]);
  return useSyncExternalStore(connection.subscribe, connection.read);
}

/** One socket, for as long as the page stands; answers how to end it. */
function follow(client: QueryClient, organizationId: string): () => void {
  const refresh = makeRefresh(client);
  // The session was read before anything else on the page: whatever is newer than that has to be told.
  let after = client.getQueryData(sessionQuery.queryKey)?.seq ?? 0;
  let failures = 0;
  let socket: WebSocket | undefined;
  let retry = setTimeout(open, 0);
  let silence: ReturnType<typeof setTimeout> | undefined;

  const hurry = (): void => {
    if (socket === undefined) again(0);
  };
  const cut = (): void => drop(0);
  window.addEventListener("online", hurry);
  window.addEventListener("offline", cut);
  document.addEventListener("visibilitychange", hurry);
  return () => {
    window.removeEventListener("online", hurry);
    window.removeEventListener("offline", cut);
    document.removeEventListener("visibilitychange", hurry);
    clearTimeout(retry);
    release();
    refresh.stop();
    connection.isThere();
  };

  function open(): void {
    let isOpened = false;
    const opened = new WebSocket(`${window.location.origin.replace(/^http/, "ws")}/api/v1/live`);
    socket = opened;
    listen();
    opened.addEventListener("open", () => {
      isOpened = true;
      if (socket === opened) opened.send(JSON.stringify({ after, organizationId }));
      else opened.close();
    });
    opened.addEventListener("message", ({ data }) => {
      if (socket === opened) take(JSON.parse(String(data)) as Received);
    });
    opened.addEventListener("close", ({ code }) => {
      if (socket !== opened) return;
      // A refused request shows itself as a lost one: only the session tells.
      if (!isOpened) void checkSession();
      drop(code);
    });
  }

  function take({ seq, live, reload, changes = [] }: Received): void {
    listen();
    after = seq;
    if (reload) refresh.everything();
    refresh.changed(changes);
    if (!live) return;
    failures = 0;
    connection.isThere();
  }

  function drop(code: number): void {
    release();
    connection.isAway();
    if (code === codes.sessionEnded || code === codes.otherOrganization) void checkSession();
    if (code === codes.rightsChanged) refresh.everything();
    again(Math.min(longestPauseMs, 500 * 2 ** failures++));
  }

  function again(pauseMs: number): void {
    clearTimeout(retry);
    // Not everybody at the same moment when a server comes back.
    retry = setTimeout(open, pauseMs * (0.5 + Math.random() / 2));
  }

  function listen(): void {
    clearTimeout(silence);
    silence = setTimeout(() => drop(0), silenceMs);
  }

  function release(): void {
    clearTimeout(silence);
    const left = socket;
    socket = undefined;
    // One that is still connecting closes itself when it opens: browsers complain about anything else.
    if (left?.readyState === WebSocket.OPEN) left.close();
  }
}

/** Part of the API: docs/api.md lists them all. */
const codes = { sessionEnded: 4401, rightsChanged: 4403, otherOrganization: 4409 } as const;

/** Gathers what changed, so that a busy hour costs one fetch now and then and not one for each change. */
function makeRefresh(client: QueryClient) {
  let gathered: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = 0;

  function flush(): void {
    const changes = gathered;
    gathered = [];
    timer = undefined;
    lastAt = Date.now();
    void client.invalidateQueries({
      predicate: (query) => changes.some((change) => concerns(change, query)),
    });
  }
  return {
    changed: (changes: readonly Change[]) => {
      if (changes.length === 0) return;
      gathered.push(...changes);
      const pause = Math.max(Math.random() * 100, lastAt + betweenRefreshesMs - Date.now());
      timer ??= setTimeout(flush, pause);
    },
    /** The session first: what may be fetched depends on it. */
    everything: () => {
      void readAnew(client);
    },
    stop: () => clearTimeout(timer),
  };
}

async function readAnew(client: QueryClient): Promise<void> {
  if (!(await checkSession())) return;
  await client.refetchQueries({ queryKey: sessionQuery.queryKey });
  await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
}

const connection = makeConnection();

/** Short cuts are nobody's concern; a longer one is shown. */
function makeConnection() {
  const listeners = new Set<() => void>();
  let isConnected = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (value: boolean): void => {
    if (value === isConnected) return;
    isConnected = value;
    for (const listener of listeners) listener();
  };
  return {
    read: () => isConnected,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    isThere: () => {
      clearTimeout(timer);
      timer = undefined;
      set(true);
    },
    isAway: () => {
      timer ??= setTimeout(() => set(false), signAfterMs);
    },
  };
}
