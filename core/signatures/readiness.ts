import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { query, signedIn } from "#core/operation";
import { hasAccepted, policyInForce } from "./accountability.ts";
import { actingRoles, isVerified } from "./signer.ts";

export const readinessShape = z.strictObject({
  membershipId: uuid,
  printedName: z.string(),
  browser: z.boolean().describe("Only somebody at a browser can sign, never a program."),
  identityVerified: z.boolean(),
  verifiers: z.array(z.string()).describe("Who could verify it, at most five; empty once it is."),
  policy: z.strictObject({
    version: z.int(),
    text: z.string(),
    publishedAt: instant.nullable(),
    accepted: z.boolean(),
  }),
  roles: z.array(z.string()).describe("By which the permission asked about is held there today."),
});

export const readinessExample = {
  membershipId: "0198f1a0-0000-7000-8000-000000000002",
  printedName: "Nora Lind",
  browser: true,
  identityVerified: true,
  verifiers: [],
  policy: { version: 1, text: "My electronic signature is …", publishedAt: null, accepted: false },
  roles: ["Member"],
};

export const getReadiness = query({
  id: "signatures.getReadiness",
  summary:
    "Whether you can sign: your identity, the accountability policy, and the roles to act in",
  permission: signedIn("It concerns nobody but the person who is signed in."),
  http: { method: "GET", path: "/signing/readiness" },
  input: z.strictObject({
    permission: z.string().max(120).optional().describe("What the signature needs."),
    scopeId: uuid
      .optional()
      .describe("Where what is signed lies; the whole organisation unless told."),
  }),
  output: readinessShape,
  example: { input: {}, output: readinessExample },
  read: ({ permission, scopeId }) => readiness(permission ?? null, scopeId ?? null),
});

export const readiness = (permission: string | null, scopeId: string | null): Statement => {
  const me = statement`m.id`;
  return statement`
    select json_build_object('membershipId', m.id, 'printedName', m.printed_name, 'browser', coalesce(s.kind = 'browser', false),
      'identityVerified', v.verified,
      'verifiers', case when v.verified then '[]' else ${verifiers(me)} end,
      'policy', json_build_object('version', p.version, 'text', p.text, 'publishedAt', p.published_at,
        'accepted', ${hasAccepted(me, statement`p`)}),
      'roles', ${permission === null ? statement`'[]'::json` : actingRoles(me, permission, scopeId)})::text as json
    from membership m cross join ${policyInForce} p cross join lateral (select ${isVerified(me)} as verified) v
    left join session s on s.id = nullif(current_setting('plumb.session'), '')::uuid
    where m.person_id = nullif(current_setting('plumb.person'), '')::uuid and m.active
      and (${scopeId}::uuid is null or exists (select from scope known join membership_role mr on mr.org_id = known.org_id
        and mr.membership_id = m.id and mr.scope_id = any(known.path) where known.id = ${scopeId}::uuid))`;
};

/** Somebody else who may, so that the person knows whom to ask. */
const verifiers = (me: Statement): Statement => statement`(
  select coalesce(json_agg(o.printed_name order by o.printed_name), '[]') from (
    select distinct o.printed_name from membership o
    join membership_role mr on mr.org_id = o.org_id and mr.membership_id = o.id and mr.scope_id = mr.org_id
      and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date)
    join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id and rp.permission = 'signatures.identity.write'
    where o.active and o.id <> ${me} and o.printed_name is not null order by 1 limit 5) o)`;
