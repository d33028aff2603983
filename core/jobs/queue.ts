import { type Pool, prepared, type Statement, statement } from "#core/database";

/** A job under lease. The fence is its claim's number: only the newest claim may finish it. */
export type Claimed = {
  readonly id: string;
  readonly kind: string;
  readonly organizationId: string | null;
  readonly payload: unknown;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly fence: number;
};

/**
 * Takes the job that has been due longest; others that claim at the same moment skip it. One whose last worker died
 * without a word is given up here, or it would take down worker after worker for ever.
 */
export const claim = async (
  pool: Pool,
  now: Date,
  leaseSeconds: number,
): Promise<Claimed | null> => {
  const until = new Date(now.getTime() + leaseSeconds * 1000);
  const rows = await run<Claimed>(
    pool,
    statement`with given_up as (
        update job set state = 'failed', finished_at = ${now}, leased_until = null,
          last_error = 'It was begun as often as it may be, and each time its worker stopped without a result.'
        where state = 'waiting' and attempts >= max_attempts and leased_until <= ${now})
      update job set leased_until = ${until}, fence = fence + 1, attempts = attempts + 1
      where id = (select id from job where state = 'waiting' and attempts < max_attempts and run_at <= ${now} and (leased_until is null or leased_until <= ${now})
        order by run_at, id for update skip locked limit 1)
      returning id, kind, org_id as "organizationId", payload, attempts, max_attempts as "maxAttempts", fence`,
  );
  return rows[0] ?? null;
};

export const complete = async (pool: Pool, job: Claimed, now: Date): Promise<boolean> =>
  (
    await run(
      pool,
      statement`update job set state = 'done', finished_at = ${now}, leased_until = null, last_error = null
    where id = ${job.id} and fence = ${job.fence} and state = 'waiting' returning id`,
    )
  ).length > 0;

/** Tries again after 1, 2, 4 … seconds, an hour at most; after the last attempt it waits for a person. */
export const postpone = async (
  pool: Pool,
  job: Claimed,
  now: Date,
  why: string,
): Promise<boolean> => {
  const over = job.attempts >= job.maxAttempts;
  const next = new Date(now.getTime() + Math.min(2 ** (job.attempts - 1), 3600) * 1000);
  const rows = await run(
    pool,
    statement`update job set state = ${over ? "failed" : "waiting"}, run_at = ${next}, leased_until = null, last_error = ${why.slice(0, 1000)},
      finished_at = ${over ? now : null}::timestamptz
      where id = ${job.id} and fence = ${job.fence} and state = 'waiting' returning id`,
  );
  return rows.length > 0;
};

/** For the metrics: how many wait, how long the oldest has been due, how many gave up. */
export const queueState = async (
  pool: Pool,
  now: Date,
): Promise<{ waiting: number; lagSeconds: number; failed: number }> => {
  const [row] = await run<{ waiting: number; lagSeconds: number; failed: number }>(
    pool,
    statement`select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'failed') as failed,
      coalesce(greatest(extract(epoch from ${now}::timestamptz - min(run_at) filter (where state = 'waiting')), 0), 0)::float8 as "lagSeconds"
      from job where state <> 'done'`,
  );
  return row ?? { waiting: 0, lagSeconds: 0, failed: 0 };
};

const run = async <R>(pool: Pool, sql: Statement): Promise<readonly R[]> =>
  (await pool.query(prepared(sql))).rows as R[];
