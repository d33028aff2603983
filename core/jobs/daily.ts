import { type Pool, prepared, statement } from "#core/database";

const HOUR = 3_600_000;

/**
 * Enqueues the daily jobs of every organisation for the morning of its own calendar day. A job's id follows from kind,
 * organisation and day, so however many processes ask, and however often, there is one.
 */
export const enqueueDaily = async (
  pool: Pool,
  kinds: readonly string[],
  now: Date,
): Promise<void> => {
  await pool.query(
    prepared(statement`insert into job (id, org_id, kind, payload, run_at, created_at)
      select md5(concat_ws(' ', k.kind, o.id, d.day))::uuid, o.id, k.kind, json_build_object('day', d.day), (d.day + time '06:00') at time zone o.zone, ${now}
      from organization_ids() i (id) cross join lateral organization_by_id(i.id) o
      cross join lateral (select (${now}::timestamptz at time zone o.zone)::date as day) d
      cross join unnest(${kinds}::text[]) k (kind)
      on conflict do nothing`),
  );
};

/** At once and then hourly: somewhere a day has begun. */
export const startDaily = (
  pool: Pool,
  kinds: readonly string[],
  clock: () => Date,
  onError: (error: unknown) => void,
): { stop: () => Promise<void> } => {
  const enqueue = () => enqueueDaily(pool, kinds, clock()).catch(onError);
  let running = enqueue();
  const timer = setInterval(() => {
    running = enqueue();
  }, HOUR);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
