import { takeProof } from "#core/identity";
import { type Context, Failure, type FieldFault } from "#core/operation";
import { canonical, type Content, coveredDigest, sha256 } from "./content.ts";
import { purposeOf } from "./purpose.ts";
import { lookAtSigner, type Signer } from "./signer.ts";

export type Signing = {
  readonly recordId: string;
  readonly scopeId: string;
  /** The record's type: "quality.capa". */
  readonly type: string;
  readonly definition: number;
  readonly recordVersion: number;
  readonly point: string;
  /** What the signer states, as the signature point says it. */
  readonly meaning: string;
  /** By which the person may sign here; the roles that grant it are the ones to act in. */
  readonly permission: string;
  readonly rows: Content;
  readonly proof: string;
  /** Of what the person was shown; left out, the proof alone is bound to it. */
  readonly digest?: string | undefined;
  readonly role?: string | undefined;
};

export type Signed = {
  readonly id: string;
  readonly signedAt: string;
  readonly printedName: string;
  readonly role: string;
};

/**
 * Signs inside the command that holds the record's row locked. Everything is looked at anew here, in the transaction
 * that stores the signature: what the ceremony showed may be minutes old.
 */
export const sign = async (ctx: Context, signing: Signing): Promise<Signed> => {
  const digest = coveredDigest(signing.rows);
  const refuse = refusalOf(signing);
  if (signing.digest !== undefined && signing.digest !== digest)
    throw new Failure(
      "conflict",
      "What you were about to sign has changed in the meantime, so nothing was signed. Look at it again, then sign.",
    );
  const signer = ctx.actor.kind === "person" ? await lookAtSigner(ctx, signing) : undefined;
  if (!signer?.browser)
    throw refuse(
      "A program cannot sign for a person. Sign in to Plumbline with a browser and sign there.",
    );
  const obstacle = obstacleOf(signer);
  if (obstacle !== null) throw refuse(obstacle);
  const role = roleOf(signer, signing.role, refuse);
  await takeProof(ctx, signing.proof, { purpose: purposeOf(signing), digest }).catch(
    (error: unknown) => {
      throw error instanceof Failure ? refuse(error.message) : error;
    },
  );
  return store(ctx, signing, { ...signer, role, digest });
};

/** Why somebody may not sign anything yet; null when they may. */
const obstacleOf = ({ verified, accepted }: Signer): string | null => {
  if (!verified)
    return "Nobody has verified your identity yet, and that comes before a first signature. Ask an administrator to do it on your page under People.";
  if (!accepted)
    return "You have not accepted the accountability policy that is in force. Read and accept it, then sign.";
  return null;
};

type Refuse = (message: string, fields?: readonly FieldFault[]) => Failure;

/** 11.300(d): whoever tries to sign and may not leaves an entry in the organisation's log. */
const refusalOf =
  ({ recordId, scopeId, type, point }: Signing): Refuse =>
  (message, fields = []) =>
    new Failure("signature_required", message, {
      fields,
      fact: { type: "signatures.refused", recordId, scopeId, details: { type, point } },
    });

const roleOf = (signer: Signer, chosen: string | undefined, refuse: Refuse): string => {
  const { roles } = signer;
  if (roles[0] === undefined)
    throw refuse(
      "None of your roles allows you to sign this any more. An administrator of your organisation can grant the right.",
    );
  if (chosen === undefined && roles.length === 1) return roles[0];
  if (chosen !== undefined && roles.includes(chosen)) return chosen;
  throw refuse("Choose the role in which you sign.", [
    { path: "role", message: `Choose one of: ${roles.join(", ")}.` },
  ]);
};

const store = async (
  ctx: Context,
  signing: Signing,
  { printedName, role, now, digest }: Signer & { readonly role: string; readonly digest: string },
): Promise<Signed> => {
  const { recordId, type, definition, point, meaning, rows } = signing;
  const id = ctx.newId();
  const membershipId = ctx.actor.membershipId ?? "";
  const { id: org_id, zone } = ctx.organization;
  const content = canonical({
    ...{ id, recordId, type, definition, point, meaning },
    ...{ membershipId, printedName, role, zone, signedAt: now, rows },
  });
  const stored = await ctx.db
    .insertInto("signature")
    .values({
      ...{ org_id, id, scope_id: signing.scopeId, record_id: recordId, type, definition },
      ...{ record_version: signing.recordVersion, point, meaning, membership_id: membershipId },
      ...{ printed_name: printedName, acting_role: role, zone, signed_at: now },
      ...{ covered_digest: digest, content, digest: sha256(content) },
      covers: [...new Set(rows.map(({ table }) => table))].toSorted(),
    })
    // Two windows of one person at the same moment: the second waits here and finds the first.
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (!stored.numInsertedOrUpdatedRows)
    throw new Failure(
      "conflict",
      "You have signed this already, and your signature stands. Reload the record to see it.",
    );
  return { id, signedAt: now, printedName, role };
};
