import { createHash } from "node:crypto";
import { prepared, type Statement, statement } from "#core/database";
import type { Outside } from "./context.ts";
import type { Entry } from "./entry.ts";
import type { InvokerParts } from "./parts.ts";

export const outsideOf = ({ pool, clock }: InvokerParts, entry: Entry): Outside => {
  const sql = async <R>(read: Statement): Promise<readonly R[]> => {
    const client = await pool.connect();
    try {
      return (await client.query(prepared(read))).rows as R[];
    } finally {
      client.release();
    }
  };
  return {
    now: clock,
    sql,
    personId: async () => {
      if (entry.token === null) return null;
      const [row] = await sql<{ person_id: string }>(
        statement`select person_id from session where token_digest = ${createHash("sha256").update(entry.token).digest()}
          and ended_at is null and expires_at > ${clock()} and seen_at + make_interval(secs => idle_seconds) > ${clock()}`,
      );
      return row?.person_id ?? null;
    },
  };
};
