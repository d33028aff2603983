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
  reply,
  signedIn,
} from "#core/operation";
import { clearGuard, countFailure, type Guard, lockGuard } from "./guard.ts";
import { mailLink } from "./link.ts";
import { checkPassword, hashPassword, matchesPassword } from "./password.ts";
import { endSessions } from "./session.ts";
import { nothing, typedPassword, username } from "./shapes.ts";

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
