import { statement } from "#core/database";
import type { Effect } from "#core/records/server";
import { storeRecord } from "#core/records/server";
import { capaAction } from "./action.ts";
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

/** Nobody goes on working for what was cancelled. */
const dropActions: Effect = async (ctx, { id }) => {
  await ctx.sql(statement`
    with open as (select id from record where parent_id = ${id} and type = ${capaAction.name} and closed_at is null order by id for update)
    update record a set state = 'dropped', waits_for = null, closed_at = ${ctx.now()}, version = a.version + 1, updated_at = ${ctx.now()}, updated_by = ${ctx.actor.membershipId}
    from open where a.id = open.id`);
};

export const capaEffects = { closeIneffective: raiseSuccessor, cancel: dropActions };
