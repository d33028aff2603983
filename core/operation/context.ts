import type { Database, Statement } from "#core/database";

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
  /** Into the installation's own tree: the fact concerns a person before any organisation. */
  readonly inInstallation?: boolean;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
};

export type JobRequest = {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly runAt?: Date;
  /** Each attempt waits twice as long as the one before, an hour at most; 8 take two minutes, 20 nine hours. */
  readonly maxAttempts?: number;
};

/** One kind of open work that people hold: what would be left lying when somebody goes. */
export type OpenWork = {
  /** "access.report"; what the log calls it. */
  readonly kind: string;
  /** In words, as the answer to "what?": "People who report to them". */
  readonly describe: string;
  readonly count: (ctx: Context, membershipId: string) => Promise<number>;
  /** Answers how much changed hands. */
  readonly handOver: (ctx: Context, from: string, to: string) => Promise<number>;
};

/** What the installation was started with and operations need to know. */
export type Settings = {
  /** Where people reach it; links in letters begin with it. */
  readonly publicUrl: string;
  readonly demo: boolean;
  readonly session: { readonly idleMinutes: number; readonly absoluteHours: number };
  /** Ed25519, base64: with it anybody verifies an export of the log. */
  readonly logPublicKey: string;
  /** Every permission of every app, with what it allows in words. */
  readonly permissions: ReadonlyMap<string, string>;
  /** What every app says that people may hold open. */
  readonly openWork: readonly OpenWork[];
};

/** Everything a command may touch. Explicit, never ambient. */
export type Context = {
  readonly db: Database;
  /** Runs one prepared statement in this transaction; answers its rows. */
  readonly sql: <R>(statement: Statement) => Promise<readonly R[]>;
  /** From here on the log's entries of this transaction say why. */
  readonly because: (reason: string) => Promise<void>;
  readonly actor: Actor;
  readonly settings: Settings;
  /** Throws when the caller is in no organisation. */
  readonly organization: Organization;
  readonly reach: Reach;
  readonly requestId: string;
  readonly address: string;
  readonly device: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** A later read of its own, entered with the same rights: for answers that stream past this transaction. */
  readonly reread: <R>(read: Statement) => Promise<readonly R[]>;
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
  readonly settings: Settings;
};

/** What a command may use before its transaction begins. */
export type Outside = {
  /** Runs one statement as the application role, in no organisation; answers its rows. */
  readonly sql: <R>(statement: Statement) => Promise<readonly R[]>;
  /** Whose session this is, not yet confirmed: the transaction that follows does that. */
  readonly personId: () => Promise<string | null>;
  readonly now: () => Date;
};
