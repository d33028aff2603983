import { z } from "zod";
import type { Context } from "#core/operation";
import { mailLetter } from "./letter.ts";
import { digestOf, newToken } from "./session.ts";

export const linkKind = z.enum(["invitation", "reset", "unlock", "second_factor", "recovery"]);
export type LinkKind = z.output<typeof linkKind>;

const hours: Record<LinkKind, number> = {
  invitation: 7 * 24,
  reset: 1,
  unlock: 1,
  second_factor: 24,
  recovery: 24,
};

const letters: Record<LinkKind, { subject: string; says: string }> = {
  invitation: {
    subject: "Your invitation to Plumbline",
    says: "You have been invited to {organization}. Your user name is {username}. Choose a password here:",
  },
  reset: {
    subject: "Choose a new password",
    says: "Somebody asked for a new password for {username}. If it was you, choose one here; if not, nothing changes and you need do nothing:",
  },
  unlock: {
    subject: "Your account is locked",
    says: "After five wrong passwords the account {username} is locked for 30 minutes. Open it at once here; if the attempts were not yours, change your password afterwards:",
  },
  second_factor: {
    subject: "Remove your second factor",
    says: "An administrator of {organization} has begun to remove the second factor of {username}. If you asked for it, confirm it here with your current password; if not, do nothing and tell an administrator:",
  },
  recovery: {
    subject: "Begin again with your account",
    says: "Two people have approved that the account {username} begins again: choose a new password here, and the second factor is removed. If you did not ask for it, do not open this and tell an administrator:",
  },
};

/** Makes a single-use link and puts its letter into the outbox; older links of the kind stop working. Answers the link. */
export const mailLink = async (
  ctx: Context,
  link: {
    kind: LinkKind;
    personId: string;
    username: string;
    email: string;
    organization?: { id: string; name: string };
  },
): Promise<string> => {
  const token = newToken();
  const now = ctx.now();
  const expires = new Date(now.getTime() + hours[link.kind] * 3_600_000);
  await ctx.db
    .updateTable("one_time_link")
    .set({ expires_at: now })
    .where("person_id", "=", link.personId)
    .where("kind", "=", link.kind)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .execute();
  await ctx.db
    .insertInto("one_time_link")
    .values({
      id: ctx.newId(),
      token_digest: digestOf(token),
      kind: link.kind,
      person_id: link.personId,
      organization_id: link.organization?.id ?? null,
      created_at: now,
      expires_at: expires,
    })
    .execute();
  const letter = letters[link.kind];
  const says = letter.says
    .replace("{organization}", link.organization?.name ?? "")
    .replace("{username}", link.username);
  const url = `${ctx.settings.publicUrl}/link/${token}`;
  const body = `${says}\n\n${url}\n\nThe link works once, until ${expires.toISOString().slice(0, 16).replace("T", " ")} UTC.\n`;
  await mailLetter(ctx, { to: link.email, subject: letter.subject, body });
  return url;
};

const QUIET_HOURS = 24;

/** Whoever holds the mailbox must not take the password and then the second factor: between the two lies a day. */
export const passwordCameByLetter = async (ctx: Context, personId: string): Promise<boolean> => {
  const link = await ctx.db
    .selectFrom("one_time_link")
    .select("id")
    .where("person_id", "=", personId)
    .where("kind", "in", ["reset", "recovery"])
    .where("used_at", ">", new Date(ctx.now().getTime() - QUIET_HOURS * 3_600_000))
    .limit(1)
    .executeTakeFirst();
  return link !== undefined;
};
