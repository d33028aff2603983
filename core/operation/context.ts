import type { Database, Statement } from "#core/database";
import type { Transaction } from "kysely";

export type ActorKind = "person" | "token" | "service" | "console" | "migration";

/** Who acts, as the database confirmed it at the start of this very transaction. */
export type Actor = {
  readonly kind: ActorKind;
  readonly personId: string | null;
  readonly membershipId: string | null;
  readonly printedName: string | null;
  readonly sessionId: string | null;
};

export type Organization = { readonly id: string; readonly zone: string };

/** Where a permission holds: everywhere in the organisation, or in these scopes. */
export type Reach = "organization" | readonly string[];

export type Fact = {
  /** Dotted, past tense: "identity.signedIn". */
  readonly type: string;
  readonly recordId?: string;
  readonly scopeId?: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
};

export type JobRequest = {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly runAt?: Date;
};

/** Everything a command may touch. Explicit, never ambient. */
export type Context = {
  readonly db: Transaction<Database>;
  readonly actor: Actor;
  /** Throws when the caller is in no organisation. */
  readonly organization: Organization;
  readonly reach: Reach;
  readonly requestId: string;
  readonly address: string;
  readonly device: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The next gapless number of a counter; its row stays locked until commit, so it is drawn last. */
  readonly nextNumber: (counter: string) => Promise<number>;
  readonly enqueue: (job: JobRequest) => Promise<void>;
  /** A fact worth proving that changes no row: sign-in, refusal, export. */
  readonly log: (fact: Fact) => Promise<void>;
  /** Refuses with a sentence unless the person holds the permission in the scope. */
  readonly require: (permission: string, scopeId: string) => Promise<void>;
};

/** What a query may know before it reads; the wall itself stands in the database. */
export type Viewer = {
  /** Null when the whole organisation is in sight: then no literal scope predicate is needed. */
  readonly scopes: readonly string[] | null;
};

/** What a command may use before its transaction begins. */
export type Outside = {
  /** Runs one statement as the application role, in no organisation; answers its rows. */
  readonly sql: <R>(statement: Statement) => Promise<readonly R[]>;
  readonly now: () => Date;
};
