import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import {
  endTokenSession,
  inBrowserOnly,
  mailLetter,
  nothing,
  openTokenSession,
  uuid,
} from "#core/identity";
import { command, type Context, invalid, notFound } from "#core/operation";
import { isForTokens, tokenById, tokenExample, tokenShape } from "./api-token-read.ts";
import { lockMembership } from "./membership.ts";
import { todayIn } from "./today.ts";

const LONGEST_DAYS = 366;

const wantedToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Enter a name that tells what the token is for.")
    .max(80, "Use at most 80 characters."),
  permissions: z
    .array(z.string().max(120))
    .min(1, "Choose at least one permission.")
    .max(500, "Choose at most 500 permissions."),
  scopes: z
    .array(uuid)
    .min(1, "Choose at least one place.")
    .max(500, "Choose at most 500 places.")
    .describe("Where the token holds: there and in everything below."),
  endsOn: z.iso.date("Enter a date.").describe("The last day, in the organisation's time zone."),
});
type WantedToken = z.output<typeof wantedToken>;

export const makeToken = command({
  id: "access.makeToken",
  summary: "Make an access token with some of your own rights; its secret is shown this once",
  permission: "access.token.write",
  http: { method: "POST", path: "/tokens", status: 201 },
  input: wantedToken,
  output: z.strictObject({ secret: z.string(), token: tokenShape }),
  example: {
    input: {
      name: "Notice import",
      permissions: ["home.notice.read", "home.notice.write"],
      scopes: ["0198f1a0-0000-7000-8000-0000000000aa"],
      endsOn: "2027-02-18",
    },
    output: { secret: "plumb_k3Jv…", token: tokenExample },
  },
  secret: true,
  at: ownRight,
  run: async (ctx, input) => {
    await inBrowserOnly(
      ctx,
      "Access tokens are made by a person in the browser. Sign in to Plumbline there, then make the token.",
    );
    const membershipId = ctx.actor.membershipId ?? "";
    // Whoever is deactivated at this moment waits or is found gone; no token is left over.
    if (!(await lockMembership(ctx, membershipId)).active) throw notFound("person");
    const today = checkEnd(ctx, input.endsOn);
    const { permissions, scopes } = await withinOwnRights(ctx, input);
    const id = ctx.newId();
    await ctx.db
      .insertInto("api_token")
      .values({
        org_id: ctx.organization.id,
        id,
        membership_id: membershipId,
        name: input.name,
        permissions,
        scopes,
        made_on: today,
        ends_on: input.endsOn,
      })
      .execute();
    const rights = { tokenId: id, permissions, scopes, endsOn: input.endsOn };
    const secret = await openTokenSession(ctx, rights);
    return statement`select json_build_object('secret', ${secret}::text, 'token', made.json::json)::text as json from (${tokenById(id)}) made`;
  },
});

export const revokeToken = command({
  id: "access.revokeToken",
  summary: "Revoke an access token at once: your own, or anybody's for whoever manages people",
  permission: "access.token.write",
  http: { method: "DELETE", path: "/tokens/{id}", status: 204 },
  input: z.strictObject({ id: uuid }),
  output: nothing,
  example: { input: { id: tokenExample.id }, output: null },
  at: ownRight,
  run: async (ctx, { id }) => {
    const token = await ctx.db
      .selectFrom("api_token")
      .select(["id", "name", "membership_id", "revoked_at", "version"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    const isOwn = token?.membership_id === ctx.actor.membershipId;
    if (!token || !(isOwn || (await managesPeople(ctx)))) throw notFound("access token");
    if (token.revoked_at !== null) return null;
    await ctx.db
      .updateTable("api_token")
      .set({
        revoked_at: ctx.now(),
        revoked_by: ctx.actor.membershipId,
        version: token.version + 1,
      })
      .where("id", "=", id)
      .execute();
    await endTokenSession(ctx, id);
    if (!isOwn) await tellOwner(ctx, token);
    return null;
  },
});

/** What a person does for themselves needs the right anywhere, not in the whole organisation. */
async function ownRight(ctx: Context): Promise<{ scopeId: string }> {
  const somewhere = ctx.reach === "organization" ? undefined : ctx.reach[0];
  return { scopeId: somewhere ?? ctx.organization.id };
}

/** Answers today. */
const checkEnd = (ctx: Context, endsOn: string): string => {
  const today = todayIn(ctx);
  const last = new Date(Date.parse(today) + LONGEST_DAYS * 86_400_000).toISOString().slice(0, 10);
  if (endsOn < today || endsOn > last)
    throw invalid("The token was not made.", [
      { path: "endsOn", message: "Choose a last day between today and a year from now." },
    ]);
  return today;
};

/** A token is never more than its person: what is asked for must be held, and each place reached by some of it. */
const withinOwnRights = async (
  ctx: Context,
  wanted: WantedToken,
): Promise<{ permissions: string[]; scopes: string[] }> => {
  const { rows } = await sql<{
    may: Record<string, "organization" | string[]>;
  }>`select own_permissions() as may`.execute(ctx.db);
  const held = rows[0]?.may ?? {};
  const permissions = [...new Set(wanted.permissions)];
  const scopes = [...new Set(wanted.scopes)];
  if (permissions.some((one) => !Object.hasOwn(held, one) || !isForTokens(one)))
    throw invalid("The token was not made.", [
      {
        path: "permissions",
        message: "Choose only permissions that you hold. Making tokens is never one of them.",
      },
    ]);
  const reaches = permissions.map((one) => held[one] ?? []);
  const known = await ctx.db.selectFrom("scope").select("id").where("id", "in", scopes).execute();
  const reached = known.filter(({ id }) =>
    reaches.some((reach) => reach === "organization" || reach.includes(id)),
  );
  if (reached.length < scopes.length)
    throw invalid("The token was not made.", [
      { path: "scopes", message: "Choose only places where you hold one of these permissions." },
    ]);
  return { permissions, scopes };
};

const managesPeople = async (ctx: Context): Promise<boolean> => {
  const { rows } = await sql<{
    held: boolean;
  }>`select holds('access.person.write', ${ctx.organization.id}) as held`.execute(ctx.db);
  return rows[0]?.held ?? false;
};

const tellOwner = async (
  ctx: Context,
  token: { name: string; membership_id: string },
): Promise<void> => {
  const { rows } = await sql<{ email: string | null }>`
    select c.email from membership m cross join lateral person_in_organization(m.person_id) c where m.id = ${token.membership_id}`.execute(
    ctx.db,
  );
  const to = rows[0]?.email;
  if (!to) return;
  await mailLetter(ctx, {
    to,
    subject: "An access token of yours was revoked",
    body: `An administrator has revoked your access token “${token.name}”. Programs that use it are refused from now on. If they are still needed, ask why, then make a new token:\n\n${ctx.settings.publicUrl}/tokens\n`,
  });
};
