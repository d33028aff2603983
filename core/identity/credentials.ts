import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import {
  command,
  type Context,
  Failure,
  invalid,
  notFound,
  open,
  query,
  reply,
  signedIn,
} from "#core/operation";
import { clearGuard, countFailure, type Guard, lockGuard } from "./guard.ts";
import { type LinkKind, mailLink } from "./link.ts";
import { checkPassword, hashPassword, matchesPassword } from "./password.ts";
import { digestOf, endSessions } from "./session.ts";
import { nothing, typedPassword, username } from "./shapes.ts";

const linkToken = z
  .string()
  .min(20, "This link is not complete. Open it from the letter again.")
  .max(100);
const byLink = open("Whoever holds the letter's link may use it once.");

export const changePassword = command({
  id: "identity.changePassword",
  summary: "Change your own password; your other sessions end",
  permission: signedIn("It concerns nobody but the person who is signed in."),
  http: { method: "POST", path: "/auth/password", status: 204, limit: "sign-in" },
  input: z.strictObject({ current: typedPassword, next: typedPassword }),
  output: nothing,
  example: {
    input: { current: "correct-lantern-harbour", next: "seven quiet herons wade" },
    output: null,
  },
  secret: true,
  prepare: async ({ current, next }, outside) => {
    const personId = await outside.personId();
    if (personId === null)
      throw new Failure("unauthenticated", "Sign in first, then change your password.");
    const [person] = await outside.sql<Person & { password_hash: string | null }>(
      statement`select id, username, email, password_hash from person_by_id(${personId})`,
    );
    const right = await matchesPassword(person?.password_hash ?? null, current);
    return { person, hash: right ? await hashPassword(next) : null };
  },
  run: async (ctx, { next }, _target, { person, hash }) => {
    if (!person) throw notFound("person");
    const guard = await lockGuard(ctx, person.username);
    if (guard.locked || hash === null) return refuseChange(ctx, person, guard);
    // Only now: said any earlier, a fault of the new password would tell that the current one was right.
    checkPassword(next, [person.username, "plumbline"], "next");
    await clearGuard(ctx, person.username);
    await sql`select person_set_password(${ctx.actor.personId}, ${hash})`.execute(ctx.db);
    await endSessions(ctx, { personId: ctx.actor.personId ?? "", except: ctx.actor.sessionId });
    await sql`select log_person_fact('identity.passwordChanged', ${ctx.actor.personId}, '{}')`.execute(
      ctx.db,
    );
    return null;
  },
});

type Person = { id: string; username: string; email: string | null };

/** Counted like a sign-in: whoever took over a session must not guess the password through it. */
const refuseChange = async (ctx: Context, person: Person, guard: Guard) => {
  const justLocked = await countFailure(ctx, person.username, guard);
  await sql`select log_person_fact('identity.passwordChangeRefused', ${person.id}, ${JSON.stringify({ locked: justLocked })}::jsonb)`.execute(
    ctx.db,
  );
  if (justLocked && person.email)
    await mailLink(ctx, {
      kind: "unlock",
      personId: person.id,
      username: person.username,
      email: person.email,
    });
  const message =
    "This is not your current password, or five wrong attempts have locked your account for 30 minutes. A link in the letter then sent opens it at once.";
  return reply({
    refuse: invalid("Your password was not changed.", [{ path: "current", message }]),
  });
};

export const requestReset = command({
  id: "identity.requestReset",
  summary: "Ask for a letter with a link to choose a new password",
  permission: open("Whoever forgot a password cannot sign in."),
  http: { method: "POST", path: "/auth/reset-requests", status: 202, limit: "sign-in" },
  input: z.strictObject({ username }),
  output: z.strictObject({ sent: z.literal(true) }),
  example: { input: { username: "nora.lind" }, output: { sent: true } },
  run: async (ctx, input) => {
    const { rows } = await sql<{
      id: string;
      username: string;
      email: string | null;
      active: boolean;
    }>`
      select id, username, email, active from person_by_username(${input.username})`.execute(
      ctx.db,
    );
    const person = rows[0];
    if (person?.active && person.email) {
      await mailLink(ctx, {
        kind: "reset",
        personId: person.id,
        username: person.username,
        email: person.email,
      });
      await sql`select log_person_fact('identity.resetRequested', ${person.id}, '{}')`.execute(
        ctx.db,
      );
    }
    return { sent: true } as const;
  },
});

const linkKind = z.enum(["invitation", "reset", "unlock"]);

export const inspectLink = query({
  id: "identity.inspectLink",
  summary: "What a mailed link is for, before it is used",
  permission: byLink,
  http: { method: "POST", path: "/auth/links/inspect", limit: "sign-in" },
  input: z.strictObject({ token: linkToken }),
  output: z.strictObject({
    kind: linkKind,
    username: z.string(),
    organization: z.string().nullable(),
    needsPassword: z.boolean(),
  }),
  example: {
    input: { token: "k3JvQ0m1cH0zVv1H0m2rYw" },
    output: {
      kind: "invitation",
      username: "nora.lind",
      organization: "Northlake Pharma",
      needsPassword: true,
    },
  },
  secret: true,
  read: ({ token }) => statement`
    select json_build_object('kind', l.kind, 'username', p.username, 'organization', o.name, 'needsPassword', l.kind <> 'unlock')::text as json
    from one_time_link l cross join lateral person_by_id(l.person_id) p left join lateral organization_by_id(l.organization_id) o on true
    where l.token_digest = ${digestOf(token)} and l.used_at is null and l.expires_at > clock_timestamp() and p.active`,
});

export const followLink = command({
  id: "identity.followLink",
  summary: "Use a mailed link, once: choose a password, or open a locked account",
  permission: byLink,
  http: { method: "POST", path: "/auth/links/use", limit: "sign-in" },
  input: z.strictObject({ token: linkToken, password: typedPassword.optional() }),
  output: z.strictObject({ username: z.string() }),
  example: {
    input: { token: "k3JvQ0m1cH0zVv1H0m2rYw", password: "seven quiet herons wade" },
    output: { username: "nora.lind" },
  },
  secret: true,
  prepare: async ({ password }) => ({
    hash: password === undefined ? null : await hashPassword(password),
  }),
  run: async (ctx, { token, password }, _, { hash }) => {
    const link = await takeLink(ctx, token);
    if (link.kind !== "unlock") {
      if (password === undefined || hash === null)
        throw invalid("Choose a password first.", [
          { path: "password", message: "Enter a password of 12 characters or more." },
        ]);
      checkPassword(password, [link.username, "plumbline"]);
      await sql`select person_set_password(${link.personId}, ${hash})`.execute(ctx.db);
      await endSessions(ctx, { personId: link.personId });
    }
    await clearGuard(ctx, link.username);
    await sql`select log_person_fact(${factOf[link.kind]}, ${link.personId}, '{}')`.execute(ctx.db);
    return { username: link.username };
  },
});

const factOf: Record<LinkKind, string> = {
  invitation: "identity.invitationAccepted",
  reset: "identity.passwordReset",
  unlock: "identity.accountUnlocked",
};

/** The update settles a race: of two who follow the same link at once, one finds it used. */
const takeLink = async (
  ctx: Context,
  token: string,
): Promise<{ kind: LinkKind; personId: string; username: string }> => {
  const link = await ctx.db
    .updateTable("one_time_link")
    .set({ used_at: ctx.now() })
    .where("token_digest", "=", digestOf(token))
    .where("used_at", "is", null)
    .where("expires_at", ">", ctx.now())
    .returning(["kind", "person_id"])
    .executeTakeFirst();
  const { rows } = await sql<{
    username: string;
  }>`select username from person_by_id(${link?.person_id ?? null}) where active`.execute(ctx.db);
  if (!link || !rows[0])
    throw new Failure("not_found", "This link was used already or has expired. Ask for a new one.");
  return { kind: linkKind.parse(link.kind), personId: link.person_id, username: rows[0].username };
};
