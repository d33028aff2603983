import { type Statement, statement } from "#core/database";
import { sha256 } from "./content.ts";

/** 11.10(j): what signers are held to until their organisation publishes a text of its own. */
const firstPolicy = `My electronic signature is the legally binding equivalent of my handwritten signature.

I sign only what I have read and understood, and only in a role that I hold. I am accountable for what I sign, as if I had signed it by hand.

My user name, my password and my second factor are mine alone. I share them with nobody, nobody signs with them in my place, and I sign for nobody else.

If I lose them, or suspect that somebody else knows or uses them, I tell an administrator at once and change them.

I know that a falsified signature can lead to measures of my employer and of the authorities.`;

export const firstVersion = {
  version: 1,
  text: firstPolicy,
  digest: sha256(firstPolicy),
} as const;

/** The one row (version, text, published_at, digest) of the policy in force. */
export const policyInForce: Statement = statement`(
  select p.version, p.text, p.published_at, encode(sha256(convert_to(p.text, 'UTF8')), 'hex') as digest
  from accountability_policy p
  union all select 1, ${firstVersion.text}, null, ${firstVersion.digest}
  order by 1 desc limit 1)`;

/** Whether a membership has accepted the very text that is in force. */
export const hasAccepted = (membership: Statement, policy: Statement): Statement => statement`
  exists (select from accountability_acceptance a where a.membership_id = ${membership} and a.policy_version = ${policy}.version
    and a.text_digest = ${policy}.digest)`;
