import { sql } from "kysely";
import { type Context, Failure } from "#core/operation";
import { digestOf, kindOfSession, newToken } from "./session.ts";

/** By this, scanners of repositories and logs know a secret of ours that was left there. */
const PREFIX = "plumb_";

// Longer than any token lasts: a program that runs once a quarter must find it as it was.
const NEVER_IDLE_SECONDS = 400 * 86_400;

export type TokenRights = {
  readonly tokenId: string;
  readonly permissions: readonly string[];
  readonly scopes: readonly string[];
  /** The last day, in the organisation's zone. */
  readonly endsOn: string;
};

/** The session of an access token: its secret is answered here and nowhere again. */
export const openTokenSession = async (
  ctx: Context,
  { tokenId, permissions, scopes, endsOn }: TokenRights,
): Promise<string> => {
  const secret = PREFIX + newToken();
  const now = ctx.now();
  // Seen a little before it was made, so that the first use is noted at once and told from none.
  const unseen = new Date(now.getTime() - 120_000);
  await sql`insert into session (id, token_digest, person_id, organization_id, kind, created_at, seen_at, idle_seconds, expires_at, address, device,
      token_id, permissions, scopes)
    values (${ctx.newId()}, ${digestOf(secret)}, ${ctx.actor.personId}, ${ctx.organization.id}, 'token', ${now}, ${unseen}, ${NEVER_IDLE_SECONDS},
      (${endsOn}::date + 1)::timestamp at time zone ${ctx.organization.zone}, ${ctx.address}, ${ctx.device},
      ${tokenId}, ${[...permissions]}::text[], ${[...scopes]}::uuid[])`.execute(ctx.db);
  return secret;
};

export const endTokenSession = async (ctx: Context, tokenId: string): Promise<void> => {
  await ctx.db
    .updateTable("session")
    .set({ ended_at: ctx.now() })
    .where("token_id", "=", tokenId)
    .where("organization_id", "=", ctx.organization.id)
    .where("ended_at", "is", null)
    .execute();
};

/** For what asks for the person: a log-in of a program may rest on a password in a file. */
export const inBrowserOnly = async (ctx: Context, otherwise: string): Promise<void> => {
  if ((await kindOfSession(ctx)) !== "browser") throw new Failure("forbidden", otherwise);
};
