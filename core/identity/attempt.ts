import { sql } from "kysely";
import { statement } from "#core/database";
import { type Context, Failure, invalid, notFound, type Outside } from "#core/operation";
import { clearGuard, countFailure, type Guard, lockGuard } from "./guard.ts";
import { mailLink } from "./link.ts";
import { matchesPassword } from "./password.ts";
import { type Factor, takeCode } from "./second-factor-code.ts";

export type Known = {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly password_hash: string | null;
  readonly active: boolean;
};

/** What somebody who is signed in typed again, looked at before the transaction. */
export type OwnAttempt = { readonly person: Known | undefined; readonly right: boolean };

export const tryOwnPassword = async (
  { password }: { readonly password: string },
  outside: Outside,
): Promise<OwnAttempt> => {
  const personId = await outside.personId();
  if (personId === null) throw new Failure("unauthenticated", "Sign in first, then try again.");
  const [person] = await outside.sql<Known>(statement`select * from person_by_id(${personId})`);
  return { person, right: await matchesPassword(person?.password_hash ?? null, password) };
};

/**
 * Password and, where `factor` is given, a code. Wrong ones count like a sign-in: whoever took over a session must not
 * guess either through it. Answers what to refuse with once the count is committed, or by which code it was proven.
 */
export const proveOwn = async (
  ctx: Context,
  { person, right }: OwnAttempt,
  { refused, factor, code }: { refused: string; factor?: Factor | null; code?: string | undefined },
): Promise<Failure | { readonly by: "password" | "app" | "recovery"; readonly person: Known }> => {
  if (!person) throw notFound("person");
  const guard = await lockGuard(ctx, person.username);
  if (guard.locked || !right) {
    await countWrong(ctx, person, guard, { type: refused, factor: "password" });
    return invalid("Nothing was done.", [{ path: "password", message: wrongPassword }]);
  }
  if (factor && code === undefined)
    return invalid("Nothing was done.", [{ path: "code", message: missingCode }]);
  const by = factor && code !== undefined ? await takeCode(ctx, factor, code) : "password";
  if (by === null) {
    await countWrong(ctx, person, guard, { type: refused, factor: "code" });
    return invalid("Nothing was done.", [{ path: "code", message: wrongCode }]);
  }
  await clearGuard(ctx, person.username);
  return { by, person };
};

/** Counted and logged; the fifth in a row locks the account, and a letter with the way out leaves. */
export const countWrong = async (
  ctx: Context,
  person: Known,
  guard: Guard,
  fact: { readonly type: string; readonly factor: "password" | "code" },
): Promise<void> => {
  const locked = await countFailure(ctx, person.username, guard);
  await sql`select log_person_fact(${fact.type}, ${person.id}, ${JSON.stringify({ factor: fact.factor, locked })}::jsonb)`.execute(
    ctx.db,
  );
  if (locked && person.active && person.email)
    await mailLink(ctx, {
      kind: "unlock",
      personId: person.id,
      username: person.username,
      email: person.email,
    });
};

export const missingCode = "Enter the code of your authenticator app, or a recovery code.";

export const wrongCode =
  "This code is not right, or was used already. Wait for the app's next code and enter that, or a recovery code; after five wrong attempts the account is locked for 30 minutes.";

const wrongPassword =
  "This is not your current password, or five wrong attempts have locked your account for 30 minutes. A link in the letter then sent opens it at once.";
