import { sql } from "kysely";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import type { Context } from "#core/operation";

export type EndedSignature = {
  readonly id: string;
  readonly point: string;
  readonly membershipId: string;
  readonly printedName: string;
};

/** Ends what stands at these points, because what it covers is opened again; answers which signatures that were. */
export const endSignatures = async (
  ctx: Context,
  ending: {
    readonly recordId: string;
    readonly points: readonly string[];
    readonly reason: string;
  },
): Promise<readonly EndedSignature[]> =>
  ending.points.length === 0
    ? []
    : ctx.db
        .updateTable("signature")
        .set({
          ended_at: sql<Date>`entry_time()`,
          ended_by: ctx.actor.membershipId,
          end_reason: ending.reason,
        })
        .where("record_id", "=", ending.recordId)
        .where("point", "in", [...ending.points])
        .where("ended_at", "is", null)
        .returning(["id", "point", "membership_id as membershipId", "printed_name as printedName"])
        .execute();

/** A signature as every answer shows it: 11.50's three items, the role, and whether it still stands. */
export const signatureView = z.strictObject({
  id: uuid,
  point: z.string(),
  meaning: z.string(),
  membershipId: uuid,
  printedName: z.string(),
  role: z.string(),
  zone: z.string(),
  signedAt: instant,
  definition: z.int(),
  recordVersion: z.int(),
  digest: z.string(),
  stands: z
    .enum(["standing", "ended", "broken"])
    .describe("Broken: what it covers is not what was signed."),
  endedAt: instant.nullable(),
  endedByName: z.string().nullable(),
  endReason: z.string().nullable(),
});

/**
 * The signatures of a record as a JSON array, oldest first. `covered` is what each point's rows hash to now, as a JSONB
 * object by point; a point that it does not name cannot stand.
 */
export const signaturesJson = (record: Statement, covered: Statement): Statement => statement`(
  select coalesce(json_agg(json_build_object('id', g.id, 'point', g.point, 'meaning', g.meaning, 'membershipId', g.membership_id,
    'printedName', g.printed_name, 'role', g.acting_role, 'zone', g.zone, 'signedAt', g.signed_at, 'definition', g.definition,
    'recordVersion', g.record_version, 'digest', g.digest,
    'stands', case when g.ended_at is not null then 'ended' when g.covered_digest = (${covered}) ->> g.point then 'standing' else 'broken' end,
    'endedAt', g.ended_at, 'endedByName', (select e.printed_name from membership e where e.org_id = g.org_id and e.id = g.ended_by),
    'endReason', g.end_reason) order by g.signed_at, g.id), '[]')
  from signature g where g.org_id = ${record}.org_id and g.record_id = ${record}.id)`;
