import type { Pool } from "#core/database";
import type { ExportEnd, ExportRow, ExportSource } from "./export.ts";

/** The installation's own tree: people, organisations, settings. */
export const installationTree = "00000000-0000-0000-0000-000000000000";

/** A log as the system role reads it, whatever the organisation; the application role goes through its own functions. */
export function systemSource(pool: Pool, org: string): ExportSource {
  return {
    newestCheckpoint: async () => {
      const { rows } = await pool.query<ExportEnd>(
        `select c.size, c.text, exists (
           select from log_entry e left join log_leaf l on l.txid = e.txid and l.hint = e.hint
           where e.org_id = c.org_id and e.withholds is not null and (l.n is null or l.n > c.size)) as erasing
         from log_checkpoint c where c.org_id = $1::uuid order by c.size desc limit 1`,
        [org],
      );
      return rows[0] ?? null;
    },
    readPage: async (after, until, take) => {
      const { rows } = await pool.query<ExportRow>(
        `select l.n, l.header, l.salts, log_texts(e.old) as old, log_texts(e.new) as new, e.context::text as context,
           translate(encode(l.leaf, 'base64'), E'\\n', '') as leaf
         from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
         where l.org_id = $1::uuid and l.n > $2 and l.n <= $3 order by l.n limit $4`,
        [org, after, until, take],
      );
      return rows;
    },
  };
}
