import { sql } from "kysely";
import type { Context } from "#core/operation";
import { mailLetter } from "./letter.ts";

type Person = { readonly id: string; readonly username: string; readonly email: string | null };

type Change = "enrolled" | "removed" | "codesRenewed" | "codeUsed";

const letters: Record<Change, { subject: string; says: string; fact: string }> = {
  enrolled: {
    subject: "A second factor was set up",
    says: "Signing in as {username} now asks for a code of an authenticator app.",
    fact: "identity.secondFactorEnrolled",
  },
  removed: {
    subject: "Your second factor was removed",
    says: "Signing in as {username} asks for the password alone again.",
    fact: "identity.secondFactorRemoved",
  },
  codesRenewed: {
    subject: "New recovery codes",
    says: "New recovery codes were made for {username}; the old ones are worth nothing now.",
    fact: "identity.recoveryCodesRenewed",
  },
  codeUsed: {
    subject: "A recovery code was used",
    says: "A recovery code of {username} was used; {left} are left. Make new ones in your profile before they run out.",
    fact: "identity.recoveryCodeUsed",
  },
};

const ifNot =
  "If this was not you, change your password at once and tell your administrator, who can see in the log where it came from.";

/** Whoever takes over an account begins here, so its owner hears of every change by another way. */
export const tellChange = async (
  ctx: Context,
  person: Person,
  change: Change,
  left = 0,
): Promise<void> => {
  const { subject, says, fact } = letters[change];
  const details = change === "codeUsed" ? { left } : {};
  await sql`select log_person_fact(${fact}, ${person.id}, ${JSON.stringify(details)}::jsonb)`.execute(
    ctx.db,
  );
  if (person.email === null) return;
  const text = says.replace("{username}", person.username).replace("{left}", String(left));
  await mailLetter(ctx, { to: person.email, subject, body: `${text}\n\n${ifNot}\n` });
};

export const tellRecoveryCodeUsed = async (ctx: Context, person: Person): Promise<void> => {
  const { rows } = await sql<{
    left: number;
  }>`select recovery_codes as left from person_second_factor(${person.id})`.execute(ctx.db);
  await tellChange(ctx, person, "codeUsed", rows[0]?.left ?? 0);
};
