import { statement } from "#core/database";
import type { Effect } from "#core/records/server";
import { storeRecord } from "#core/records/server";
import { capa } from "./capa.ts";

/** An action that did not help is never the end: the next CAPA begins where this one closed, and says where it comes from. */
const raiseSuccessor: Effect = async (ctx, closed) => {
  const made = await storeRecord(
    ctx,
    capa,
    {
      title: `Follow-up: ${closed.title}`.slice(0, 200),
      kind: closed.fields["kind"],
      problem: closed.fields["problem"],
      priority: closed.fields["priority"],
    },
    closed.scopeId,
    null,
  );
  const [row] = await ctx.sql<{ json: string }>(made);
  const successor = (JSON.parse(row?.json ?? "{}") as { id: string }).id;
  await ctx.sql(statement`insert into record_link (org_id, id, scope_id, record_id, to_id, kind, author_id, created_at)
    values (${ctx.organization.id}, ${ctx.newId()}, ${closed.scopeId}, ${successor}, ${closed.id}, 'source', ${ctx.actor.membershipId}, ${ctx.now()})`);
};

export const capaEffects = { closeIneffective: raiseSuccessor };
