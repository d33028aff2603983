import { createHash } from "node:crypto";
import type { Context } from "#core/operation";
import { browserToken } from "../browser-token.ts";
import type { TestHouse, TestOrganization, TestPerson } from "../harness.ts";

type People = {
  readonly owner: TestPerson;
  readonly member: TestPerson;
  readonly scopes: readonly string[];
  readonly canary: string;
};

/** A verified identity, a policy of the organisation's own that somebody accepted, and a signature in each scope. */
export const furnishSigning = async (
  house: TestHouse,
  organization: TestOrganization,
  { owner, member, scopes, canary }: People,
): Promise<void> => {
  await house.call(
    "signatures.verifyIdentity",
    { id: member.membershipId, how: `Seen ${canary}` },
    owner.token,
  );
  const text = `What I sign I answer for, at ${canary}.`;
  await house.call("signatures.publishPolicy", { version: 1, text }, owner.token);
  const token = await browserToken(house, member.username, organization.id);
  await house.call("signatures.acceptPolicy", { version: 2 }, token);
  await house.act(organization, async (ctx) => {
    for (const [index, scopeId] of scopes.entries())
      await addSignature(ctx, { scopeId, membershipId: member.membershipId, canary, index });
  });
};

const addSignature = async (
  ctx: Context,
  of: { scopeId: string; membershipId: string; canary: string; index: number },
): Promise<void> => {
  const { scopeId: scope_id, membershipId: membership_id, canary } = of;
  const [now, org_id, recordId, type] = [
    ctx.now(),
    ctx.organization.id,
    ctx.newId(),
    "sample.report",
  ];
  const content = `Signed ${canary}`;
  await ctx.db
    .insertInto("record")
    .values({
      ...{ org_id, scope_id, id: recordId, type, definition: 1, title: content, state: "review" },
      ...{ number: `S-${of.index}`, waits_for: "approve", retention: "none" },
      ...{ created_at: now, updated_at: now },
    })
    .execute();
  await ctx.db
    .insertInto("signature")
    .values({
      ...{ org_id, id: ctx.newId(), scope_id, record_id: recordId, type, definition: 1 },
      ...{ record_version: 1, point: "approval", meaning: content, membership_id },
      ...{ printed_name: canary, acting_role: "Member", zone: "UTC", signed_at: now, content },
      ...{ covered_digest: "0".repeat(64), covers: [type] },
      digest: createHash("sha256").update(content).digest("hex"),
    })
    .execute();
};
