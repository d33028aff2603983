import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import { command, type Context, Failure, invalid, open, query, reply } from "#core/operation";
import { countWrong, type Known } from "./attempt.ts";
import { clearGuard, lockGuard } from "./guard.ts";
import { type LinkKind, linkKind, passwordCameByLetter } from "./link.ts";
import { checkPassword, hashPassword, matchesPassword } from "./password.ts";
import { tellChange } from "./second-factor-letters.ts";
import { digestOf, endSessions } from "./session.ts";
import { typedPassword } from "./shapes.ts";

const linkToken = z
  .string()
  .min(20, "This link is not complete. Open it from the letter again.")
  .max(100);
const byLink = open("Whoever holds the letter's link may use it once.");

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
    needsPassword: z.boolean().describe("A new one; with `second_factor` the current one."),
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
  summary:
    "Use a mailed link, once: choose a password, open a locked account, remove a second factor",
  permission: byLink,
  http: { method: "POST", path: "/auth/links/use", limit: "sign-in" },
  input: z.strictObject({
    token: linkToken,
    password: typedPassword
      .optional()
      .describe("The new one; the current one where the link removes a second factor."),
  }),
  output: z.strictObject({ username: z.string() }),
  example: {
    input: { token: "k3JvQ0m1cH0zVv1H0m2rYw", password: "seven quiet herons wade" },
    output: { username: "nora.lind" },
  },
  secret: true,
  prepare: async ({ token, password }, outside) => {
    const [held] = await outside.sql<{ kind: string; password_hash: string | null }>(
      statement`select l.kind, p.password_hash from one_time_link l cross join lateral person_by_id(l.person_id) p
        where l.token_digest = ${digestOf(token)}`,
    );
    if (password === undefined) return { hash: null, right: false };
    if (held?.kind === "second_factor")
      return { hash: null, right: await matchesPassword(held.password_hash, password) };
    return { hash: await hashPassword(password), right: false };
  },
  run: async (ctx, { token, password }, _, { hash, right }) => {
    const link = await lockLink(ctx, token);
    const { person } = link;
    if (link.kind === "second_factor") {
      const refused = await refuseRemoval(ctx, person, { password, right });
      if (refused) return reply({ refuse: refused });
      await removeFactor(ctx, person);
    } else if (link.kind !== "unlock") {
      await choosePassword(ctx, person, { password, hash });
      if (link.kind === "recovery") await removeFactor(ctx, person);
    }
    await ctx.db
      .updateTable("one_time_link")
      .set({ used_at: ctx.now() })
      .where("id", "=", link.id)
      .execute();
    await clearGuard(ctx, person.username);
    await sql`select log_person_fact(${factOf[link.kind]}, ${person.id}, '{}')`.execute(ctx.db);
    return { username: person.username };
  },
});

const factOf: Record<LinkKind, string> = {
  invitation: "identity.invitationAccepted",
  reset: "identity.passwordReset",
  unlock: "identity.accountUnlocked",
  second_factor: "identity.secondFactorGivenUp",
  recovery: "identity.credentialsReset",
};

type Link = { readonly id: string; readonly kind: LinkKind; readonly person: Known };

/** Of two who follow the same link at once, the second waits here and finds it used. */
const lockLink = async (ctx: Context, token: string): Promise<Link> => {
  const link = await ctx.db
    .selectFrom("one_time_link")
    .select(["id", "kind", "person_id"])
    .where("token_digest", "=", digestOf(token))
    .where("used_at", "is", null)
    .where("expires_at", ">", ctx.now())
    .forUpdate()
    .executeTakeFirst();
  const { rows } =
    await sql<Known>`select * from person_by_id(${link?.person_id ?? null}) where active`.execute(
      ctx.db,
    );
  if (!link || !rows[0])
    throw new Failure("not_found", "This link was used already or has expired. Ask for a new one.");
  return { id: link.id, kind: linkKind.parse(link.kind), person: rows[0] };
};

const choosePassword = async (
  ctx: Context,
  person: Known,
  { password, hash }: { password: string | undefined; hash: string | null },
): Promise<void> => {
  if (password === undefined || hash === null)
    throw invalid("Choose a password first.", [
      { path: "password", message: "Enter a password of 12 characters or more." },
    ]);
  checkPassword(password, [person.username, "plumbline"]);
  await sql`select person_set_password(${person.id}, ${hash})`.execute(ctx.db);
  await endSessions(ctx, { personId: person.id });
};

/** The letter proves the mailbox and the password proves the person; wrong ones count like a sign-in. */
const refuseRemoval = async (
  ctx: Context,
  person: Known,
  typed: { password: string | undefined; right: boolean },
): Promise<Failure | null> => {
  if (await passwordCameByLetter(ctx, person.id))
    return new Failure(
      "conflict",
      "Your password was set by a letter within the last 24 hours. Open this link again once a day has passed since; a new one can be asked for.",
    );
  if (typed.password === undefined)
    return invalid("Your second factor was not removed.", [
      { path: "password", message: "Enter your current password." },
    ]);
  const guard = await lockGuard(ctx, person.username);
  if (typed.right && !guard.locked) return null;
  await countWrong(ctx, person, guard, {
    type: "identity.secondFactorRefused",
    factor: "password",
  });
  return invalid("Your second factor was not removed.", [
    {
      path: "password",
      message:
        "This is not your current password, or five wrong attempts have locked your account for 30 minutes. If you have forgotten it, ask an administrator to reset both together.",
    },
  ]);
};

const removeFactor = async (ctx: Context, person: Known): Promise<void> => {
  const { rows } = await sql<{
    cleared: boolean;
  }>`select person_clear_second_factor(${person.id}) as cleared`.execute(ctx.db);
  await endSessions(ctx, { personId: person.id });
  // Part 11 11.300(c): whoever gets new credentials is verified anew before signing again, in every organisation.
  await sql`select signer_identities_end(${person.id}, 'Credentials were replaced by letter')`.execute(
    ctx.db,
  );
  if (rows[0]?.cleared) await tellChange(ctx, person, "removed");
};
