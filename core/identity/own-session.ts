import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import { command, notFound, Failure, query, reply, signedIn } from "#core/operation";
import { endSessions, enterOwn, kindOfSession, openSession, sessionJson } from "./session.ts";
import { email, instant, language, nothing, session, sessionExample, uuid } from "./shapes.ts";

const own = signedIn("It concerns nobody but the person who is signed in.");
const empty = z.strictObject({});

export const getSession = query({
  id: "identity.getSession",
  summary: "Who is signed in, where, and with which rights",
  permission: own,
  http: { method: "GET", path: "/auth/session" },
  input: empty,
  output: session,
  example: { input: {}, output: sessionExample },
  read: (_, viewer) => sessionJson(viewer.settings.demo),
});

export const signOut = command({
  id: "identity.signOut",
  summary: "Sign out and end this session",
  permission: own,
  http: { method: "POST", path: "/auth/sign-out", status: 204 },
  input: empty,
  output: nothing,
  example: { input: {}, output: null },
  run: async (ctx) => {
    await ctx.db
      .updateTable("session")
      .set({ ended_at: ctx.now() })
      .where("id", "=", ctx.actor.sessionId)
      .execute();
    await sql`select log_person_fact('identity.signedOut', ${ctx.actor.personId}, '{}')`.execute(
      ctx.db,
    );
    return reply({ session: "ended" });
  },
});

export const switchOrganization = command({
  id: "identity.switchOrganization",
  summary: "Go on in another organisation",
  permission: own,
  http: { method: "POST", path: "/auth/organization" },
  input: z.strictObject({ organizationId: uuid }),
  output: session,
  example: { input: { organizationId: sessionExample.organization.id }, output: sessionExample },
  secret: true,
  run: async (ctx, { organizationId }) => {
    const personId = ctx.actor.personId ?? "";
    const { rows } = await sql<{
      id: string;
    }>`select id from person_organizations(${personId}) where id = ${organizationId}`.execute(
      ctx.db,
    );
    if (!rows[0]) throw notFound("organisation");
    if ((await kindOfSession(ctx)) !== "browser")
      throw new Failure(
        "conflict",
        "An access token stays in the organisation it was made for. Log in again and name the other organisation.",
      );
    await ctx.db
      .updateTable("session")
      .set({ ended_at: ctx.now() })
      .where("id", "=", ctx.actor.sessionId)
      .execute();
    const opened = await openSession(ctx, { kind: "browser", personId, organizationId });
    await sql`select log_person_fact('identity.organizationEntered', ${personId}, '{}', ${organizationId})`.execute(
      ctx.db,
    );
    await enterOwn(ctx, opened.token);
    return reply({ session: opened, body: sessionJson(ctx.settings.demo) });
  },
});

export const listSessions = query({
  id: "identity.listSessions",
  summary: "Your sessions that are still open",
  permission: own,
  http: { method: "GET", path: "/auth/sessions" },
  input: empty,
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        id: uuid,
        current: z.boolean(),
        kind: z.enum(["browser", "api"]),
        createdAt: instant,
        seenAt: instant,
        expiresAt: instant,
        address: z.string(),
        device: z.string(),
      }),
    ),
  }),
  example: { input: {}, output: { items: [] } },
  read: () => statement`
    select json_build_object('items', coalesce(json_agg(json_build_object('id', s.id, 'current', s.id = current_setting('plumb.session')::uuid,
      'kind', s.kind, 'createdAt', s.created_at, 'seenAt', s.seen_at, 'expiresAt', s.expires_at, 'address', s.address, 'device', s.device)
      order by s.seen_at desc), '[]'))::text as json
    from session s where s.person_id = current_setting('plumb.person')::uuid and s.kind <> 'token' and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at + make_interval(secs => s.idle_seconds) > clock_timestamp()`,
});

export const endSession = command({
  id: "identity.endSession",
  summary: "End one of your sessions",
  permission: own,
  http: { method: "DELETE", path: "/auth/sessions/{id}", status: 204 },
  input: z.strictObject({ id: uuid }),
  output: nothing,
  example: { input: { id: sessionExample.person.id }, output: null },
  run: async (ctx, { id }) => {
    const [ended] = await ctx.db
      .updateTable("session")
      .set({ ended_at: ctx.now() })
      .where("id", "=", id)
      .where("person_id", "=", ctx.actor.personId ?? "")
      .where("kind", "<>", "token")
      .where("ended_at", "is", null)
      .execute();
    if (!ended?.numUpdatedRows) throw notFound("session");
    await sql`select log_person_fact('identity.sessionEnded', ${ctx.actor.personId}, ${JSON.stringify({ session: id })}::jsonb)`.execute(
      ctx.db,
    );
    return id === ctx.actor.sessionId ? reply({ session: "ended" }) : null;
  },
});

export const endOtherSessions = command({
  id: "identity.endOtherSessions",
  summary: "End all your sessions but this one",
  permission: own,
  http: { method: "POST", path: "/auth/sessions/end-others" },
  input: empty,
  output: z.strictObject({ ended: z.int() }),
  example: { input: {}, output: { ended: 2 } },
  run: async (ctx) => {
    const ended = await endSessions(ctx, {
      personId: ctx.actor.personId ?? "",
      except: ctx.actor.sessionId,
    });
    await sql`select log_person_fact('identity.otherSessionsEnded', ${ctx.actor.personId}, ${JSON.stringify({ ended })}::jsonb)`.execute(
      ctx.db,
    );
    return { ended };
  },
});

export const editProfile = command({
  id: "identity.editProfile",
  summary: "Change your own address and language",
  permission: own,
  http: { method: "PATCH", path: "/me" },
  input: z.strictObject({ email: email.optional(), language: language.optional() }),
  output: session,
  example: { input: { language: "en" }, output: sessionExample },
  run: async (ctx, input) => {
    if (input.email !== undefined)
      await sql`select person_set_email(${ctx.actor.personId}, ${input.email})`.execute(ctx.db);
    const wanted = input.language;
    if (wanted !== undefined && ctx.actor.membershipId !== null) {
      await ctx.db
        .updateTable("membership")
        .set((eb) => ({ language: wanted, version: eb("version", "+", 1) }))
        .where("org_id", "=", ctx.organization.id)
        .where("id", "=", ctx.actor.membershipId)
        .where("language", "<>", wanted)
        .execute();
    }
    return sessionJson(ctx.settings.demo);
  },
});
