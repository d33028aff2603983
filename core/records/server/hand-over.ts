import { statement } from "#core/database";
import type { OpenWork } from "#core/operation";

/** Open records that somebody owns; whoever leaves hands them to somebody who stays. */
export const ownedRecords: OpenWork = {
  kind: "records.record",
  describe: "Open records they own",
  count: async (ctx, membershipId) => {
    const [row] = await ctx.sql<{ n: number }>(
      statement`select count(*)::int as n from record where owner_id = ${membershipId} and closed_at is null`,
    );
    return row?.n ?? 0;
  },
  handOver: async (ctx, from, to) => {
    const moved = await ctx.sql<{ id: string }>(
      statement`with held as (select id from record where owner_id = ${from} and closed_at is null order by id for update)
        update record r set owner_id = ${to}, version = r.version + 1, updated_at = ${ctx.now()}, updated_by = ${ctx.actor.membershipId}
        from held where r.id = held.id returning r.id`,
    );
    return moved.length;
  },
};
