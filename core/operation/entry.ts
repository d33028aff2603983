import type { Stream } from "./reply.ts";

/** How somebody comes in: through a route, a job, the command line or a test. */
export type Entry = {
  readonly requestId: string;
  readonly address: string;
  readonly device: string;
  /** The secret of a browser session or an access token, as it was presented. */
  readonly token: string | null;
  /** The organisation the caller believes to be in; another one than the session's is a conflict. */
  readonly organizationId?: string | undefined;
  /** Nobody is sitting there: the request does not keep the session from ending. */
  readonly isUnattended?: boolean | undefined;
  /** A client's own name for this request: sent again, it is answered again and not done again. */
  readonly idempotencyKey?: string | undefined;
  /** A job or the command line acts for an organisation without a session. */
  readonly service?: {
    readonly organizationId: string;
    readonly kind: "service" | "console" | "migration";
  };
};

/** What comes out: finished JSON text, and what only the edge can do. */
export type Outcome = {
  readonly json: string | null;
  /** The answer of an earlier request with the same idempotency key. */
  readonly replayed?: boolean;
  readonly session?: { readonly token: string; readonly expiresAt: Date } | "ended" | undefined;
  readonly stream?: Stream | undefined;
};
