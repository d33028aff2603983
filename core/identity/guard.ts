import { sql } from "kysely";
import type { Context } from "#core/operation";

const MOST_FAILURES = 5;
const LOCK_MINUTES = 30;

export type Guard = { readonly failures: number; readonly locked: boolean };

/** Locks the counter of the typed name, known or not, so that racing attempts are counted one by one. */
export const lockGuard = async (ctx: Context, username: string): Promise<Guard> => {
  const { rows } = await sql<{ failures: number; locked_until: Date | null }>`
    insert into sign_in_guard (username_digest, failures, changed_at) values (digest_of_username(${username}), 0, ${ctx.now()})
    on conflict (username_digest) do update set changed_at = excluded.changed_at
    returning failures, locked_until`.execute(ctx.db);
  const { failures, locked_until: until } = rows[0] ?? { failures: 0, locked_until: null };
  if (until !== null && until <= ctx.now()) return { failures: 0, locked: false };
  return { failures, locked: until !== null };
};

/** Answers whether this failure locked the account. */
export const countFailure = async (
  ctx: Context,
  username: string,
  guard: Guard,
): Promise<boolean> => {
  if (guard.locked) return false;
  const failures = guard.failures + 1;
  const until =
    failures >= MOST_FAILURES ? new Date(ctx.now().getTime() + LOCK_MINUTES * 60_000) : null;
  await sql`update sign_in_guard set failures = ${failures}, locked_until = ${until} where username_digest = digest_of_username(${username})`.execute(
    ctx.db,
  );
  return until !== null;
};

export const clearGuard = async (ctx: Context, username: string): Promise<void> => {
  await sql`delete from sign_in_guard where username_digest = digest_of_username(${username})`.execute(
    ctx.db,
  );
};
