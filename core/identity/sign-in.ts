import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import {
  command,
  type Context,
  Failure,
  invalid,
  open,
  type Outside,
  reply,
} from "#core/operation";
import { countWrong, type Known, missingCode, wrongCode } from "./attempt.ts";
import { clearGuard, countFailure, type Guard, lockGuard } from "./guard.ts";
import { matchesPassword } from "./password.ts";
import { factorOf, takeCode } from "./second-factor-code.ts";
import { tellRecoveryCodeUsed } from "./second-factor-letters.ts";
import { endSession, enterOwn, openSession, type SessionKind, sessionJson } from "./session.ts";
import { session, sessionExample, typedCode, typedPassword, username, uuid } from "./shapes.ts";

type Attempt = { known: Known | undefined; right: boolean };

const credentials = z.strictObject({
  username,
  password: typedPassword,
  organization: uuid
    .optional()
    .describe("Which organisation to enter, for people who belong to several."),
  code: typedCode
    .optional()
    .describe(
      "A code of the authenticator app or a recovery code, where a second factor is set up.",
    ),
});
type Credentials = z.output<typeof credentials>;

const reason = "Signing in comes before having rights.";
const example = { username: "nora.lind", password: "correct-lantern-harbour" };

export const signIn = command({
  id: "identity.signIn",
  summary: "Sign in with a browser; the session is a cookie",
  permission: open(reason),
  http: { method: "POST", path: "/auth/sign-in", limit: "sign-in" },
  input: credentials,
  output: session,
  example: { input: example, output: sessionExample },
  secret: true,
  prepare: check,
  run: async (ctx, input, _, attempt) => {
    const outcome = await admit(ctx, input, attempt, "browser");
    if (outcome instanceof Failure) return reply({ refuse: outcome });
    if (ctx.actor.sessionId !== null) await endSession(ctx, ctx.actor.sessionId);
    await enterOwn(ctx, outcome.token);
    return reply({ session: outcome, body: sessionJson(ctx.settings.demo) });
  },
});

export const logIn = command({
  id: "identity.logIn",
  summary: "Sign in with a program; the access token lasts 15 minutes",
  permission: open(reason),
  http: { method: "POST", path: "/auth/login", limit: "sign-in" },
  input: credentials,
  output: z.strictObject({
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.int(),
    user: session,
  }),
  example: {
    input: example,
    output: { access_token: "k3Jv…", token_type: "Bearer", expires_in: 900, user: sessionExample },
  },
  secret: true,
  prepare: check,
  run: async (ctx, input, _, attempt) => {
    const outcome = await admit(ctx, input, attempt, "api");
    if (outcome instanceof Failure) return reply({ refuse: outcome });
    await enterOwn(ctx, outcome.token);
    const token = JSON.stringify(outcome.token);
    const own = sessionJson(ctx.settings.demo);
    return statement`select '{"access_token":' || ${token}::text || ',"token_type":"Bearer","expires_in":' || ${outcome.seconds}::int || ',"user":' || own.json || '}' as json
      from (${own}) own`;
  },
});

/** One verification in every case, known name or not, so that the time tells nothing. */
async function check(input: Credentials, outside: Outside): Promise<Attempt> {
  const [known] = await outside.sql<Known>(
    statement`select * from person_by_username(${input.username})`,
  );
  return { known, right: await matchesPassword(known?.password_hash ?? null, input.password) };
}

async function admit(
  ctx: Context,
  input: Credentials,
  { known, right }: Attempt,
  kind: SessionKind,
): Promise<Failure | Awaited<ReturnType<typeof openSession>>> {
  const guard = await lockGuard(ctx, input.username);
  if (guard.locked || !right || !known?.active)
    return refusePassword(ctx, known, input.username, guard);
  const proven = await proveFactor(ctx, known, guard, input.code);
  if (proven instanceof Failure) return proven;
  await clearGuard(ctx, input.username);
  const { rows } = await sql<{
    id: string;
  }>`select id from person_organizations(${known.id})`.execute(ctx.db);
  const chosen =
    input.organization === undefined ? rows[0] : rows.find(({ id }) => id === input.organization);
  if (input.organization !== undefined && !chosen) {
    return new Failure(
      "forbidden",
      "You do not belong to this organisation. Leave the organisation out, or ask its administrator for an invitation.",
    );
  }
  const opened = await openSession(ctx, {
    kind,
    personId: known.id,
    organizationId: chosen?.id ?? null,
  });
  await sql`select log_person_fact('identity.signedIn', ${known.id}, ${JSON.stringify({ kind, secondFactor: proven })}::jsonb, ${chosen?.id ?? null})`.execute(
    ctx.db,
  );
  return opened;
}

/** Right password, second factor set up: without a code the answer asks for one, and nothing is opened. */
async function proveFactor(
  ctx: Context,
  known: Known,
  guard: Guard,
  code: string | undefined,
): Promise<"none" | "app" | "recovery" | Failure> {
  const factor = await factorOf(ctx, known.id);
  if (!factor) return "none";
  if (code === undefined)
    return invalid("Your account has a second factor.", [{ path: "code", message: missingCode }]);
  const by = await takeCode(ctx, factor, code);
  if (by === null) {
    await countWrong(ctx, known, guard, { type: "identity.signInRefused", factor: "code" });
    return invalid("You are not signed in yet.", [{ path: "code", message: wrongCode }]);
  }
  if (by === "recovery") await tellRecoveryCodeUsed(ctx, known);
  return by;
}

async function refusePassword(
  ctx: Context,
  known: Known | undefined,
  typed: string,
  guard: Guard,
): Promise<Failure> {
  const type = "identity.signInRefused";
  if (known) await countWrong(ctx, known, guard, { type, factor: "password" });
  else {
    await countFailure(ctx, typed, guard);
    await ctx.log({ type, inInstallation: true });
  }
  return new Failure(
    "unauthenticated",
    "The user name and password do not belong together, or the account is locked. After five wrong attempts an account stays locked for 30 minutes; a link in the letter then sent opens it at once.",
  );
}
