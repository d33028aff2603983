import { type Statement, statement } from "#core/database";
import type { Context } from "#core/operation";
import { hasAccepted, policyInForce } from "./accountability.ts";
import { rowsOf } from "./rows.ts";

export type Signer = {
  readonly printedName: string;
  /** The instant of this look by the database's clock, spelt as the log spells it. */
  readonly now: string;
  readonly browser: boolean;
  readonly verified: boolean;
  readonly accepted: boolean;
  /** Names of the roles that grant the permission in the scope today. */
  readonly roles: readonly string[];
};

/** Names of the roles by which a membership holds a permission today, in a scope or the whole organisation. */
export const actingRoles = (
  membership: Statement,
  permission: string,
  scopeId: string | null,
): Statement => statement`(
  select coalesce(json_agg(distinct r.name), '[]')
  from membership_role mr
  join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id and rp.permission = ${permission}::text
  join role r on r.org_id = mr.org_id and r.id = mr.role_id
  join scope s on s.org_id = mr.org_id and s.id = coalesce(${scopeId}::uuid, mr.org_id) and mr.scope_id = any(s.path)
  where mr.membership_id = ${membership} and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date))`;

export const isVerified = (membership: Statement): Statement => statement`
  exists (select from signer_identity i where i.membership_id = ${membership} and i.ended_at is null)`;

/** Everything that decides whether the person of this transaction may sign, in one look. */
export const lookAtSigner = async (
  ctx: Context,
  { permission, scopeId }: { readonly permission: string; readonly scopeId: string },
): Promise<Signer | undefined> => {
  const membership = statement`m.id`;
  const [signer] = await rowsOf<Signer>(
    ctx,
    statement`
      select m.printed_name as "printedName", to_json(entry_time()) #>> '{}' as now, ss.kind = 'browser' as browser,
        ${isVerified(membership)} as verified, ${hasAccepted(membership, statement`p`)} as accepted,
        ${actingRoles(membership, permission, scopeId)} as roles
      from membership m join session ss on ss.id = ${ctx.actor.sessionId}::uuid cross join ${policyInForce} p
      where m.id = ${ctx.actor.membershipId}::uuid and m.active`,
  );
  return signer;
};
