import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { statement, type Statement } from "#core/database";
import type { Context } from "#core/operation";

export type SessionKind = "browser" | "api";

const API_TOKEN_SECONDS = 15 * 60;

export const newToken = (): string => randomBytes(32).toString("base64url");

export const digestOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** A new identifier at every sign-in and every switch, so that a planted one is worth nothing. */
export const openSession = async (
  ctx: Context,
  session: { kind: SessionKind; personId: string; organizationId: string | null },
): Promise<{ token: string; expiresAt: Date; seconds: number }> => {
  const { idleMinutes, absoluteHours } = ctx.settings.session;
  const seconds = session.kind === "api" ? API_TOKEN_SECONDS : absoluteHours * 3600;
  const token = newToken();
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + seconds * 1000);
  await ctx.db
    .insertInto("session")
    .values({
      id: ctx.newId(),
      token_digest: digestOf(token),
      person_id: session.personId,
      organization_id: session.organizationId,
      kind: session.kind,
      created_at: now,
      seen_at: now,
      idle_seconds: session.kind === "api" ? API_TOKEN_SECONDS : idleMinutes * 60,
      expires_at: expiresAt,
      address: ctx.address,
      device: ctx.device,
    })
    .execute();
  return { token, expiresAt, seconds };
};

/** With `except` it is the person who tidies up: named access tokens are no sign-ins and stay, each ends by its name. */
export const endSessions = async (
  ctx: Context,
  which: { personId: string; except?: string | null; organizationId?: string },
): Promise<number> => {
  let ending = ctx.db
    .updateTable("session")
    .set({ ended_at: ctx.now() })
    .where("person_id", "=", which.personId)
    .where("ended_at", "is", null);
  if (which.except) ending = ending.where("id", "<>", which.except).where("kind", "<>", "token");
  if (which.organizationId) ending = ending.where("organization_id", "=", which.organizationId);
  const [result] = await ending.execute();
  return Number(result?.numUpdatedRows ?? 0);
};

export const kindOfSession = async (ctx: Context): Promise<string> => {
  const { kind } = await ctx.db
    .selectFrom("session")
    .select("kind")
    .where("id", "=", ctx.actor.sessionId)
    .executeTakeFirstOrThrow();
  return kind;
};

/** What this browser was signed in with before: its cookie is about to be replaced, so nobody could end it any more. */
export const endSession = async (ctx: Context, id: string): Promise<void> => {
  await ctx.db
    .updateTable("session")
    .set({ ended_at: ctx.now() })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .execute();
};

/**
 * Puts the rest of this transaction into the session that was just opened, so that its answer can be read, and decides
 * whether its person must set up a second factor first.
 */
export const enterOwn = async (ctx: Context, token: string): Promise<void> => {
  const request = JSON.stringify({
    request: ctx.requestId,
    address: ctx.address,
    device: ctx.device,
  });
  await sql`select enter(${digestOf(token)}, null, null, null, ${request}::jsonb)`.execute(ctx.db);
  await sql`select require_second_factor(person_id) from session where token_digest = ${digestOf(token)}`.execute(
    ctx.db,
  );
};

/** Who is signed in, in which organisation, with which rights: what a client needs to draw itself. */
export const sessionJson = (demo: boolean): Statement => statement`
  select json_build_object(
    'person', json_build_object('id', p.id, 'username', p.username, 'email', p.email),
    'membership', (select json_build_object('id', m.id, 'printedName', m.printed_name, 'title', m.title, 'department', m.department,
      'language', m.language) from membership m where m.org_id = o.id and m.person_id = p.id),
    'organization', case when o.id is not null then json_build_object('id', o.id, 'name', o.name, 'zone', o.zone, 'language', o.language) end,
    'organizations', (select coalesce(json_agg(json_build_object('id', po.id, 'name', po.name)), '[]') from person_organizations(p.id) po),
    'permissions', own_permissions(),
    'roles', (select coalesce(json_agg(distinct jsonb_build_object('key', r.key, 'name', r.name)), '[]') from membership m
      join membership_role mr on mr.org_id = m.org_id and mr.membership_id = m.id
        and (mr.ends_on is null or mr.ends_on >= nullif(current_setting('plumb.today'), '')::date)
      join role r on r.org_id = mr.org_id and r.id = mr.role_id where m.org_id = o.id and m.person_id = p.id),
    'mustEnrol', s.must_enrol, 'demo', ${demo}::boolean, 'expiresAt', s.expires_at, 'idleSeconds', s.idle_seconds, 'seq', log_size())::text as json
  from session s
  cross join lateral person_by_id(s.person_id) p
  left join lateral organization_by_id(s.organization_id) o on true
  where s.id = nullif(current_setting('plumb.session', true), '')::uuid`;
