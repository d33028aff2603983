import { sql } from "kysely";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { command, type Context, Failure, notFound, query } from "#core/operation";

const how = z
  .string()
  .trim()
  .min(3, "Say how you made sure, in a few words.")
  .max(400, "Use at most 400 characters.");
const reason = z
  .string()
  .trim()
  .min(3, "Say why, in a few words.")
  .max(400, "Use at most 400 characters.");

const identityShape = z.strictObject({
  membershipId: uuid,
  verified: z.boolean(),
  history: z
    .array(
      z.strictObject({
        how: z.string(),
        verifiedAt: instant,
        verifiedByName: z.string().nullable(),
        endedAt: instant.nullable(),
        endedByName: z.string().nullable(),
        endReason: z.string().nullable(),
      }),
    )
    .describe("Newest first; the one that has not ended is in force."),
});
const id = "0198f1a0-0000-7000-8000-000000000002";
const identityExample = {
  membershipId: id,
  verified: true,
  history: [
    {
      how: "Identity card seen in person",
      verifiedAt: "2026-11-20T09:30:00.123456+00:00",
      verifiedByName: "Ingrid Holm",
      endedAt: null,
      endedByName: null,
      endReason: null,
    },
  ],
};

const nameOf = (membership: Statement): Statement =>
  statement`(select n.printed_name from membership n where n.id = ${membership})`;

const identityOf = (membershipId: string): Statement => statement`
  select json_build_object('membershipId', m.id,
    'verified', exists (select from signer_identity i where i.membership_id = m.id and i.ended_at is null),
    'history', (select coalesce(json_agg(json_build_object('how', i.how, 'verifiedAt', i.verified_at, 'verifiedByName', ${nameOf(statement`i.verified_by`)},
      'endedAt', i.ended_at, 'endedByName', ${nameOf(statement`i.ended_by`)}, 'endReason', i.end_reason) order by i.verified_at desc, i.id desc), '[]')
      from signer_identity i where i.membership_id = m.id))::text as json
  from membership m where m.id = ${membershipId}`;

export const getSignerIdentity = query({
  id: "signatures.getSignerIdentity",
  unscoped: true,
  summary: "Who verified a person's identity for signing, how and when",
  permission: "signatures.identity.read",
  http: { method: "GET", path: "/people/{id}/signer-identity" },
  input: z.strictObject({ id: uuid }),
  output: identityShape,
  example: { input: { id }, output: identityExample },
  read: (input) => identityOf(input.id),
});

export const verifyIdentity = command({
  id: "signatures.verifyIdentity",
  summary: "State that you made sure who somebody is, so that they may sign",
  permission: "signatures.identity.write",
  http: { method: "POST", path: "/people/{id}/signer-identity", status: 201 },
  input: z.strictObject({ id: uuid, how }),
  output: identityShape,
  example: { input: { id, how: "Identity card seen in person" }, output: identityExample },
  run: async (ctx, input) => {
    await lockPerson(ctx, input.id);
    const verifier = ctx.actor.membershipId;
    if (verifier === null || verifier === input.id)
      throw new Failure(
        "forbidden",
        "Nobody verifies their own identity. Ask somebody else who may verify identities here.",
      );
    const verified = await ctx.db
      .insertInto("signer_identity")
      .values({
        org_id: ctx.organization.id,
        id: ctx.newId(),
        membership_id: input.id,
        verified_by: verifier,
        how: input.how,
        verified_at: sql<Date>`entry_time()`,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (!verified.numInsertedOrUpdatedRows)
      throw new Failure(
        "conflict",
        "This person's identity is verified already. End that verification first if it must be repeated.",
      );
    return identityOf(input.id);
  },
});

export const endIdentity = command({
  id: "signatures.endIdentity",
  summary: "End the verification of somebody's identity: they sign nothing until it is repeated",
  permission: "signatures.identity.write",
  http: { method: "POST", path: "/people/{id}/signer-identity/end" },
  input: z.strictObject({ id: uuid, reason }),
  output: identityShape,
  example: {
    input: { id, reason: "Access card lost" },
    output: { ...identityExample, verified: false, history: [] },
  },
  run: async (ctx, input) => {
    await lockPerson(ctx, input.id);
    await ctx.db
      .updateTable("signer_identity")
      .set({
        ended_at: sql<Date>`entry_time()`,
        ended_by: ctx.actor.membershipId,
        end_reason: input.reason,
      })
      .where("membership_id", "=", input.id)
      .where("ended_at", "is", null)
      .execute();
    return identityOf(input.id);
  },
});

const lockPerson = async (ctx: Context, membershipId: string): Promise<void> => {
  const person = await ctx.db
    .selectFrom("membership")
    .select("id")
    .where("id", "=", membershipId)
    .where("active", "=", true)
    .forUpdate()
    .executeTakeFirst();
  if (!person) throw notFound("person");
};
