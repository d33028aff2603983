import {
  type Database,
  type PoolClient,
  prepared,
  type Statement,
  statement,
} from "#core/database";
import { newId } from "./new-id.ts";
import type { NoPermission } from "./declaration.ts";
import type { Context, Organization, Settings } from "./context.ts";
import type { Entered } from "./enter.ts";
import type { Entry } from "./entry.ts";
import { Failure } from "./failure.ts";

type Parts = {
  /** Of the operation that came in. */
  readonly permission: string | NoPermission;
  readonly client: PoolClient;
  readonly db: Database;
  readonly entered: Entered | null;
  readonly entry: Entry;
  readonly clock: () => Date;
  readonly settings: Settings;
  readonly reread: Context["reread"];
};

export const contextFor = ({
  permission: opened,
  client,
  db,
  entered,
  entry,
  clock,
  settings,
  reread,
}: Parts): Context => ({
  db,
  sql: async <R>(asked: Statement) => (await client.query(prepared(asked))).rows as R[],
  because: async (reason) => {
    await client.query(
      prepared(
        statement`select set_config('plumb.context', (current_setting('plumb.context')::jsonb || jsonb_build_object('reason', ${reason}::text))::text, true)`,
      ),
    );
  },
  settings,
  actor: {
    kind: entry.service?.kind ?? (entered?.token ? "token" : "person"),
    personId: entered?.person ?? null,
    membershipId: entered?.membership ?? null,
    printedName: entered?.printedName ?? null,
    sessionId: entered?.session ?? null,
  },
  get organization(): Organization {
    if (!entered?.organization || !entered.zone) {
      throw new Failure(
        "conflict",
        "This needs an organisation, and you are in none. Choose one first.",
      );
    }
    return { id: entered.organization, zone: entered.zone };
  },
  reach: entered?.whole ? "organization" : (entered?.scopes ?? []),
  requestId: entry.requestId,
  address: entry.address,
  device: entry.device,
  now: clock,
  newId,
  reread,
  nextNumber: async (counter) => {
    const { rows } = await client.query<{ value: number }>(
      prepared(statement`select next_number(${counter}) as value`),
    );
    return rows[0]?.value ?? 0;
  },
  enqueue: async ({ kind, payload, runAt, maxAttempts = 8 }) => {
    const now = clock();
    await client.query(
      prepared(statement`insert into job (id, org_id, kind, payload, run_at, created_at, max_attempts)
        values (${newId()}, ${entered?.organization ?? null}, ${kind}, ${JSON.stringify(payload)}::jsonb, ${runAt ?? now}, ${now}, ${maxAttempts})`),
    );
  },
  log: async ({ type, recordId, scopeId, details, inInstallation }) => {
    await client.query(
      prepared(
        statement`select log_fact(${type}, ${recordId ?? null}, ${scopeId ?? null}, ${JSON.stringify(details ?? {})}::jsonb, ${inInstallation ?? false})`,
      ),
    );
  },
  require: async (permission, scopeId) => {
    // The door has looked up this operation's own permission in this very transaction.
    if (permission === opened && entered && !entry.service) {
      if (entered.whole || entered.scopes?.includes(scopeId)) return;
      throw notAllowedHere();
    }
    const { rows } = await client.query<{ held: boolean }>(
      prepared(statement`select holds(${permission}, ${scopeId}) as held`),
    );
    if (!rows[0]?.held) throw notAllowedHere();
  },
});

const notAllowedHere = (): Failure =>
  new Failure(
    "forbidden",
    "Your roles do not allow this here. An administrator of your organisation can grant the right.",
  );
