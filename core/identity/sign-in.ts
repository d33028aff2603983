import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import { command, type Context, Failure, open, type Outside, reply } from "#core/operation";
import { clearGuard, countFailure, lockGuard } from "./guard.ts";
import { mailLink } from "./link.ts";
import { matchesPassword } from "./password.ts";
import { endSession, enterOwn, openSession, type SessionKind, sessionJson } from "./session.ts";
import { session, sessionExample, typedPassword, username, uuid } from "./shapes.ts";

type Known = {
  id: string;
  username: string;
  email: string | null;
  password_hash: string | null;
  active: boolean;
};
type Attempt = { known: Known | undefined; right: boolean };

const credentials = z.strictObject({
  username,
  password: typedPassword,
  organization: uuid
    .optional()
    .describe("Which organisation to enter, for people who belong to several."),
  code: z.string().max(20).optional().describe("The second factor's code, where one is required."),
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
    return refuse(ctx, known, await countFailure(ctx, input.username, guard));
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
  await sql`select log_person_fact('identity.signedIn', ${known.id}, ${JSON.stringify({ kind })}::jsonb, ${chosen?.id ?? null})`.execute(
    ctx.db,
  );
  return opened;
}

async function refuse(
  ctx: Context,
  known: Known | undefined,
  justLocked: boolean,
): Promise<Failure> {
  if (known) {
    await sql`select log_person_fact('identity.signInRefused', ${known.id}, ${JSON.stringify({ locked: justLocked })}::jsonb)`.execute(
      ctx.db,
    );
  } else {
    await ctx.log({ type: "identity.signInRefused", inInstallation: true });
  }
  if (justLocked && known?.active && known.email) {
    await mailLink(ctx, {
      kind: "unlock",
      personId: known.id,
      username: known.username,
      email: known.email,
    });
  }
  return new Failure(
    "unauthenticated",
    "The user name and password do not belong together, or the account is locked. After five wrong attempts an account stays locked for 30 minutes; a link in the letter then sent opens it at once.",
  );
}
