import { sql } from "kysely";
import type { Context } from "#core/operation";

export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
};

/** Puts a letter into the outbox; it leaves once this transaction is committed. */
export const mailLetter = async (ctx: Context, { to, subject, body }: Letter): Promise<void> => {
  const mailId = ctx.newId();
  await sql`insert into mail (id, recipient, subject, body, created_at) values (${mailId}, ${to}, ${subject}, ${body}, ${ctx.now()})`.execute(
    ctx.db,
  );
  // A reset lives an hour and an invitation a week: a relay that is down over night costs no invitation.
  await ctx.enqueue({ kind: "notify.deliverMail", payload: { mailId }, maxAttempts: 20 });
};
