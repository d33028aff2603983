import { prepared, statement } from "#core/database";
import type { Entered } from "./enter.ts";
import type { InvokerParts } from "./parts.ts";

/** At most once a minute per session, and outside the request: a read changes nothing that anybody waits for. */
export const touchSession = (
  { pool, clock, onBackgroundError }: InvokerParts,
  { session }: Entered,
): void => {
  const now = clock();
  pool
    .query(
      prepared(
        statement`update session set seen_at = ${now} where id = ${session} and seen_at < ${now}`,
      ),
    )
    .catch(onBackgroundError);
};
