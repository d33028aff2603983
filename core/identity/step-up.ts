import { z } from "zod";
import { command, type Context, Failure, reply, signedIn } from "#core/operation";
import { proveOwn, tryOwnPassword } from "./attempt.ts";
import { digestOf, kindOfSession, newToken } from "./session.ts";
import { instant, typedPassword } from "./shapes.ts";

const LIFE_SECONDS = 120;

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "Send the SHA-256 of what is confirmed, in 64 hexadecimal digits.");

export type Confirmed = {
  /** What the person was told they confirm: "quality.capa.approve". */
  readonly purpose: string;
  /** SHA-256 of exactly what is confirmed, in hexadecimal. */
  readonly digest: string;
};

/** The second factor was proven when the session began; what the password proves anew is that its person still sits there. */
export const stepUp = command({
  id: "identity.stepUp",
  summary: "Type your password again for one thing; the proof holds for two minutes and once",
  permission: signedIn("It concerns nobody but the person who is signed in."),
  http: { method: "POST", path: "/auth/step-up", limit: "sign-in" },
  input: z.strictObject({
    password: typedPassword,
    purpose: z
      .string()
      .trim()
      .min(1, "Say what is confirmed.")
      .max(200, "Use at most 200 characters."),
    digest: sha256,
  }),
  output: z.strictObject({ proof: z.string(), expiresAt: instant }),
  example: {
    input: {
      password: "correct-lantern-harbour",
      purpose: "quality.capa.approve",
      digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    output: { proof: "k3Jv…", expiresAt: "2026-11-20T08:02:00+00:00" },
  },
  secret: true,
  prepare: tryOwnPassword,
  run: async (ctx, { purpose, digest }, _, attempt) => {
    if ((await kindOfSession(ctx)) !== "browser")
      throw new Failure(
        "forbidden",
        "A program cannot confirm for a person. Sign in with a browser and confirm there.",
      );
    const proven = await proveOwn(ctx, attempt, { refused: "identity.stepUpRefused" });
    if (proven instanceof Failure) return reply({ refuse: proven });
    const proof = newToken();
    const expiresAt = new Date(ctx.now().getTime() + LIFE_SECONDS * 1000);
    await ctx.db
      .insertInto("step_up")
      .values({
        id: ctx.newId(),
        proof_digest: digestOf(proof),
        session_id: ctx.actor.sessionId ?? "",
        person_id: proven.person.id,
        purpose,
        digest: Buffer.from(digest, "hex"),
        expires_at: expiresAt,
      })
      .execute();
    return { proof, expiresAt: expiresAt.toISOString() };
  },
});

/**
 * Takes a proof inside the command that it was given for; of two commands that bring it at once, one is refused. It is
 * spent with this transaction: if the command fails, the person need not type again.
 */
export const takeProof = async (
  ctx: Context,
  proof: string,
  { purpose, digest }: Confirmed,
): Promise<void> => {
  const taken = await ctx.db
    .updateTable("step_up")
    .set({ used_at: ctx.now() })
    .where("proof_digest", "=", digestOf(proof))
    .where("person_id", "=", ctx.actor.personId)
    .where("session_id", "=", ctx.actor.sessionId)
    .where("purpose", "=", purpose)
    .where("digest", "=", Buffer.from(digest, "hex"))
    .where("used_at", "is", null)
    .where("expires_at", ">", ctx.now())
    .returning("id")
    .executeTakeFirst();
  if (!taken)
    throw new Failure(
      "signature_required",
      "Your confirmation was used already, is older than two minutes, or was given for something else. Type your password again.",
    );
};
