import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import { command, type Context, Failure, invalid, query, reply, signedIn } from "#core/operation";
import { proveOwn, tryOwnPassword } from "./attempt.ts";
import { factorOf, giveRecoveryCodes, newSecret, stepOf, uriOf } from "./second-factor-code.ts";
import { tellChange, tellRecoveryCodeUsed } from "./second-factor-letters.ts";
import { endSessions } from "./session.ts";
import { instant, nothing, typedCode, typedPassword } from "./shapes.ts";

const own = signedIn("It concerns nobody but the person who is signed in.");
const refused = "identity.secondFactorRefused";
const PENDING_MINUTES = 60;

const codes = z.strictObject({
  recoveryCodes: z
    .array(z.string())
    .describe("Each signs in once instead of the app. Shown this once; keep them apart from it."),
});
const codesExample = { recoveryCodes: ["k4tz-2mwa-q7fd-x3np", "e5vb-6hyu-r2cs-j7lo"] };

export const getSecondFactor = query({
  id: "identity.getSecondFactor",
  summary: "Whether you have a second factor, and who asks for it",
  permission: own,
  http: { method: "GET", path: "/auth/second-factor" },
  input: z.strictObject({}),
  output: z.strictObject({
    confirmedAt: instant.nullable(),
    recoveryCodes: z.int().describe("How many are left."),
    demandedBy: z.array(z.string()).describe("Organisations where a role of yours asks for it."),
  }),
  example: {
    input: {},
    output: { confirmedAt: "2026-11-20T08:00:00+00:00", recoveryCodes: 10, demandedBy: [] },
  },
  read: () => statement`
    select json_build_object('confirmedAt', f.confirmed_at, 'recoveryCodes', coalesce(f.recovery_codes, 0),
      'demandedBy', second_factor_demands(p.id))::text as json
    from (select current_setting('plumb.person')::uuid as id) p left join lateral person_second_factor(p.id) f on true`,
});

export const beginSecondFactor = command({
  id: "identity.beginSecondFactor",
  summary:
    "Begin to set up an authenticator app; the one in force stays until the new one is confirmed",
  permission: own,
  http: { method: "POST", path: "/auth/second-factor/begin", limit: "sign-in" },
  input: z.strictObject({
    password: typedPassword,
    code: typedCode.optional().describe("Of the second factor in force, where there is one."),
  }),
  output: z.strictObject({
    secret: z.string().describe("To type into the app, base32."),
    uri: z.string().describe("The same as a QR code carries it."),
  }),
  example: {
    input: { password: "correct-lantern-harbour" },
    output: {
      secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
      uri: "otpauth://totp/Plumbline:nora.lind?issuer=Plumbline&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    },
  },
  secret: true,
  prepare: tryOwnPassword,
  run: async (ctx, { code }, _, attempt) => {
    const factor = await factorOf(ctx, ctx.actor.personId ?? "");
    const proven = await proveOwn(ctx, attempt, { refused, factor, code });
    if (proven instanceof Failure) return reply({ refuse: proven });
    const { person, by } = proven;
    if (by === "recovery") await tellRecoveryCodeUsed(ctx, person);
    const secret = newSecret();
    await sql`select person_begin_second_factor(${ctx.newId()}, ${person.id}, ${secret}, ${ctx.now()})`.execute(
      ctx.db,
    );
    return { secret, uri: uriOf(secret, person.username) };
  },
});

export const confirmSecondFactor = command({
  id: "identity.confirmSecondFactor",
  summary: "Confirm the authenticator app by its first code; your other sessions end",
  permission: own,
  http: { method: "POST", path: "/auth/second-factor/confirm", limit: "sign-in" },
  input: z.strictObject({ code: typedCode }),
  output: codes,
  example: { input: { code: "492039" }, output: codesExample },
  secret: true,
  run: async (ctx, { code }) => {
    const personId = ctx.actor.personId ?? "";
    const pending = await pendingOf(ctx, personId);
    const step = stepOf(pending, code, ctx.now());
    const { rows } = await sql<{
      confirmed: boolean;
    }>`select ${step}::bigint is not null and person_confirm_second_factor(${personId}, ${pending}, ${step}, ${ctx.now()}) as confirmed`.execute(
      ctx.db,
    );
    if (!rows[0]?.confirmed)
      throw invalid("The second factor is not set up yet.", [
        {
          path: "code",
          message:
            "This is not the app's code of now. Enter the one it shows next; if none fits, set the clock of the phone to the time of the network.",
        },
      ]);
    // Signed in with the password alone: what was opened so must not outlive the change.
    await endSessions(ctx, { personId, except: ctx.actor.sessionId });
    await ctx.db
      .updateTable("session")
      .set({ must_enrol: false })
      .where("person_id", "=", personId)
      .where("ended_at", "is", null)
      .execute();
    await tellChange(ctx, await personOf(ctx), "enrolled");
    return { recoveryCodes: [...(await giveRecoveryCodes(ctx, personId))] };
  },
});

export const renewRecoveryCodes = command({
  id: "identity.renewRecoveryCodes",
  summary: "Make new recovery codes; the old ones are worth nothing then",
  permission: own,
  http: { method: "POST", path: "/auth/second-factor/recovery-codes", limit: "sign-in" },
  input: z.strictObject({ password: typedPassword, code: typedCode }),
  output: codes,
  example: {
    input: { password: "correct-lantern-harbour", code: "492039" },
    output: codesExample,
  },
  secret: true,
  prepare: tryOwnPassword,
  run: async (ctx, { code }, _, attempt) => {
    const factor = await inForce(ctx);
    const proven = await proveOwn(ctx, attempt, { refused, factor, code });
    if (proven instanceof Failure) return reply({ refuse: proven });
    await tellChange(ctx, proven.person, "codesRenewed");
    return { recoveryCodes: [...(await giveRecoveryCodes(ctx, proven.person.id))] };
  },
});

export const removeSecondFactor = command({
  id: "identity.removeSecondFactor",
  summary: "Remove your second factor, where no role of yours asks for one",
  permission: own,
  http: { method: "POST", path: "/auth/second-factor/remove", status: 204, limit: "sign-in" },
  input: z.strictObject({ password: typedPassword, code: typedCode }),
  output: nothing,
  example: { input: { password: "correct-lantern-harbour", code: "492039" }, output: null },
  secret: true,
  prepare: tryOwnPassword,
  run: async (ctx, { code }, _, attempt) => {
    const factor = await inForce(ctx);
    const proven = await proveOwn(ctx, attempt, { refused, factor, code });
    if (proven instanceof Failure) return reply({ refuse: proven });
    // Only now: the code's row is locked, so a role that is being given at this moment is seen or waits.
    const { rows } = await sql<{
      names: string[];
    }>`select second_factor_demands(${factor.personId}) as names`.execute(ctx.db);
    const names = rows[0]?.names ?? [];
    if (names.length > 0)
      throw new Failure(
        "conflict",
        `A role of yours in ${names.join(", ")} asks for a second factor. Set up another app in its place, or ask an administrator there.`,
      );
    await sql`select person_clear_second_factor(${factor.personId})`.execute(ctx.db);
    await tellChange(ctx, proven.person, "removed");
    return null;
  },
});

const inForce = async (ctx: Context) => {
  const factor = await factorOf(ctx, ctx.actor.personId ?? "");
  if (!factor)
    throw new Failure("conflict", "You have no second factor. Set one up in your profile first.");
  return factor;
};

const pendingOf = async (ctx: Context, personId: string): Promise<string> => {
  const { rows } = await sql<{
    pending_secret: string | null;
    pending_at: Date | null;
  }>`select pending_secret, pending_at from person_second_factor(${personId})`.execute(ctx.db);
  const { pending_secret: secret = null, pending_at: at = null } = rows[0] ?? {};
  if (
    secret === null ||
    at === null ||
    ctx.now().getTime() - at.getTime() > PENDING_MINUTES * 60_000
  )
    throw new Failure(
      "conflict",
      "There is nothing to confirm, or it was begun more than an hour ago. Begin again and read in the new QR code.",
    );
  return secret;
};

const personOf = async (ctx: Context) => {
  const { rows } = await sql<{
    id: string;
    username: string;
    email: string | null;
  }>`select id, username, email from person_by_id(${ctx.actor.personId})`.execute(ctx.db);
  if (!rows[0]) throw new Error("A session belongs to nobody.");
  return rows[0];
};
