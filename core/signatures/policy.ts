import { z } from "zod";
import { statement } from "#core/database";
import { inBrowserOnly, instant } from "#core/identity";
import { command, type Context, Failure, query, signedIn } from "#core/operation";
import { firstVersion, policyInForce } from "./accountability.ts";
import { readiness, readinessExample, readinessShape } from "./readiness.ts";
import { rowsOf } from "./rows.ts";

const policyShape = z.strictObject({
  version: z.int(),
  text: z.string(),
  publishedAt: instant.nullable().describe("Null for the text that comes with Plumbline."),
  publishedByName: z.string().nullable(),
  acceptedBy: z.int().describe("How many people have accepted this version."),
});
const policyExample = {
  version: 2,
  text: "My electronic signature is the legally binding equivalent of my handwritten signature.",
  publishedAt: "2026-11-20T09:30:00.123456+00:00",
  publishedByName: "Nora Lind",
  acceptedBy: 12,
};

const policies = statement`
  select json_build_object('items', json_agg(json_build_object('version', p.version, 'text', p.text, 'publishedAt', p.published_at,
    'publishedByName', (select m.printed_name from membership m where m.id = p.published_by),
    'acceptedBy', (select count(*) from accountability_acceptance a where a.policy_version = p.version and a.text_digest = p.digest))
    order by p.version desc))::text as json
  from (select version, text, published_at, published_by, encode(sha256(convert_to(text, 'UTF8')), 'hex') as digest from accountability_policy
    union all select 1, ${firstVersion.text}, null, null, ${firstVersion.digest}) p`;

const policyList = z.strictObject({ items: z.array(policyShape) });

export const listPolicies = query({
  id: "signatures.listPolicies",
  unscoped: true,
  summary: "Every version of the accountability policy, the one in force first",
  permission: "signatures.policy.read",
  http: { method: "GET", path: "/signing/policies" },
  input: z.strictObject({}),
  output: policyList,
  example: { input: {}, output: { items: [policyExample] } },
  read: () => policies,
});

export const publishPolicy = command({
  id: "signatures.publishPolicy",
  summary: "Put a new accountability policy in force; everybody accepts it before signing again",
  permission: "signatures.policy.write",
  http: { method: "POST", path: "/signing/policies", status: 201 },
  input: z.strictObject({
    version: z.int().describe("The version that it replaces."),
    text: z
      .string()
      .trim()
      .min(40, "Say what signers are held to, in a sentence at least.")
      .max(20_000, "Use at most 20,000 characters."),
  }),
  output: policyList,
  example: {
    input: { version: 1, text: policyExample.text },
    output: { items: [policyExample] },
  },
  run: async (ctx, { version, text }) => {
    if ((await versionInForce(ctx)).version !== version) throw replaced;
    const published = await ctx.db
      .insertInto("accountability_policy")
      .values({
        org_id: ctx.organization.id,
        id: ctx.newId(),
        version: version + 1,
        text,
        published_at: ctx.now(),
        published_by: memberOf(ctx),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (!published.numInsertedOrUpdatedRows) throw replaced;
    return policies;
  },
});

export const acceptPolicy = command({
  id: "signatures.acceptPolicy",
  summary: "Accept the accountability policy in force, which comes before your first signature",
  permission: signedIn("Whoever signs accepts for nobody but themselves."),
  http: { method: "POST", path: "/signing/policy/accept" },
  input: z.strictObject({ version: z.int().describe("The version that was read.") }),
  output: readinessShape,
  example: {
    input: { version: 1 },
    output: { ...readinessExample, policy: { ...readinessExample.policy, accepted: true } },
  },
  run: async (ctx, { version }) => {
    await inBrowserOnly(
      ctx,
      "A program cannot accept for a person. Sign in to Plumbline with a browser and accept there.",
    );
    const inForce = await versionInForce(ctx);
    if (inForce.version !== version) throw replaced;
    await ctx.db
      .insertInto("accountability_acceptance")
      .values({
        org_id: ctx.organization.id,
        id: ctx.newId(),
        membership_id: memberOf(ctx),
        policy_version: version,
        text_digest: inForce.digest,
        accepted_at: ctx.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return readiness(null, null);
  },
});

const versionInForce = async (ctx: Context) => {
  const [row] = await rowsOf<{ version: number; digest: string }>(
    ctx,
    statement`select p.version, p.digest from ${policyInForce} p`,
  );
  return row ?? firstVersion;
};

const memberOf = (ctx: Context): string => {
  if (ctx.actor.membershipId === null)
    throw new Failure(
      "forbidden",
      "This is done by people. Sign in as a person of the organisation.",
    );
  return ctx.actor.membershipId;
};

const replaced = new Failure(
  "conflict",
  "Another version of the accountability policy is in force. Reload it, read it, and go on from there.",
);
