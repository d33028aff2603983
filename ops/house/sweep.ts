import type { Pool } from "#core/database";

const hour = 3_600_000;

/** What has outlived its use in technical tables. Business data and the log are never swept. */
const outlived = [
  "delete from idempotency_key where created_at < $1::timestamptz - interval '24 hours'",
  "delete from step_up where expires_at < $1::timestamptz - interval '1 day'",
  "delete from session where expires_at < $1::timestamptz - interval '30 days'",
  "delete from one_time_link where expires_at < $1::timestamptz - interval '30 days'",
  "delete from sign_in_guard where changed_at < $1::timestamptz - interval '1 day'",
  "delete from job where state = 'done' and finished_at < $1::timestamptz - interval '30 days'",
];

export const sweep = async (system: Pool, now: Date): Promise<void> => {
  for (const sql of outlived) await system.query(sql, [now]);
};

export const startSweeping = (
  system: Pool,
  clock: () => Date,
  onError: (error: unknown) => void,
): { stop: () => void } => {
  const timer = setInterval(() => void sweep(system, clock()).catch(onError), hour);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};
