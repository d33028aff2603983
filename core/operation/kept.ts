import { hash } from "node:crypto";
import { type Statement, statement } from "#core/database";
import { type Entered, requestOf } from "./enter.ts";
import type { Operation } from "./declaration.ts";
import type { Entry } from "./entry.ts";

/**
 * What `enter` found for a session and a permission. It holds for a later read as long as the session's row, the
 * organisation's rights and its day are the same, and the database itself compares them before it lets the read begin.
 */
export type Kept = {
  readonly entered: Entered;
  readonly session: string;
  readonly rights: string;
  readonly settings: readonly (string | null)[];
  readonly context: Readonly<Record<string, unknown>>;
};

export type KeptRights = {
  readonly find: (operation: Operation, entry: Entry) => Kept | undefined;
  readonly keep: (operation: Operation, entry: Entry, kept: Kept) => void;
  readonly forget: (operation: Operation, entry: Entry) => void;
};

const MOST_KEPT = 20_000;
/** In characters: who reaches hundreds of scopes is looked up anew each time. */
const LARGEST_REACH = 8_000;

export const createKeptRights = (): KeptRights => {
  const held = new Map<string, Kept>();
  return {
    find: (operation, entry) => {
      if (entry.token === null || entry.service) return undefined;
      const kept = held.get(keyOf(operation, entry));
      const believed = entry.organizationId ?? kept?.entered.organization;
      return kept?.entered.organization === believed ? kept : undefined;
    },
    keep: (operation, entry, kept) => {
      if ((kept.settings[SCOPES] ?? "").length > LARGEST_REACH) return;
      if (held.size >= MOST_KEPT) held.clear();
      held.set(keyOf(operation, entry), kept);
    },
    forget: (operation, entry) => void held.delete(keyOf(operation, entry)),
  };
};

export type Basis = { readonly session: string; readonly rights: string };

/** Read before `enter`: rights that change in between are then newer than their version, and the next read notices. */
export const basisStatement = (token: string): Statement => statement`
  select s.xmin::text as session, coalesce(v.version, 0)::text as rights
  from session s left join rights_version v on v.org_id = s.organization_id where s.token_digest = ${digestOf(token)}`;

// Everything that `enter` sets; the context comes last, as it bears the request.
const names = [
  "statement_timeout",
  "idle_in_transaction_session_timeout",
  "lock_timeout",
  "TimeZone",
  "plan_cache_mode",
  "plumb.org",
  "plumb.today",
  "plumb.scopes",
  "plumb.whole",
  "plumb.person",
  "plumb.session",
] as const;
const CONTEXT = "plumb.context";
const SCOPES = names.indexOf("plumb.scopes");

export type SetByEnter = {
  readonly settings: readonly (string | null)[];
  readonly context: string;
};

export const setByEnter: Statement = {
  text: `select array[${names.map((name) => `current_setting('${name}', true)`).join(", ")}] as settings, current_setting('${CONTEXT}') as context`,
  values: [],
  isStatement: true,
};

/** Null where nothing may be kept: nobody entered, or in no organisation. */
export const keptOf = (
  entered: Entered | null,
  basis: Basis | undefined,
  set: SetByEnter | undefined,
): Kept | null =>
  entered?.organization && basis && set
    ? {
        entered,
        ...basis,
        settings: set.settings,
        context: JSON.parse(set.context) as Kept["context"],
      }
    : null;

const FIRST_SETTING = 6;

/** Sets all that again, or answers no row: then something changed, and nothing is set. */
const resumeText = `
  select num_nonnulls(${names.map((name, index) => `set_config('${name}', $${FIRST_SETTING + index}, true)`).join(", ")}, set_config('${CONTEXT}', $5, true)) as resumed,
    s.seen_at + interval '1 minute' < clock_timestamp() as idle
  from session s left join rights_version v on v.org_id = s.organization_id
  where s.token_digest = $1 and s.xmin::text = $2 and coalesce(v.version, 0) = $3::bigint
    and s.ended_at is null and s.expires_at > clock_timestamp() and s.seen_at + make_interval(secs => s.idle_seconds) > clock_timestamp()
    and (clock_timestamp() at time zone $4)::date = $${FIRST_SETTING + names.indexOf("plumb.today")}::text::date
    and coalesce(current_setting('plumb.clock', true), '') = ''`;

export const resumeStatement = (
  { session, rights, entered, settings, context }: Kept,
  operation: Operation,
  entry: Entry,
): Statement => ({
  text: resumeText,
  values: [
    digestOf(entry.token ?? ""),
    session,
    rights,
    entered.zone,
    JSON.stringify({ ...context, ...requestOf(operation, entry) }),
    ...settings,
  ],
  isStatement: true,
});

const keyOf = ({ permission }: Operation, { token }: Entry): string =>
  `${typeof permission === "string" ? permission : ""} ${hash("sha256", token ?? "", "base64")}`;

const digestOf = (token: string): Buffer => hash("sha256", token, "buffer");
