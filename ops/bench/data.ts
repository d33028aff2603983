import pg from "pg";
import { provisionOrganization, rolesAndScopes, assign } from "#core/access";
import { hashPassword } from "#core/identity";
import { actFor, newId } from "#core/operation";
import type { InvokerParts } from "#core/operation";
import { demoPassword } from "../demo/organizations.ts";
import { apps } from "../house/apps.ts";

export type BenchOrganization = {
  readonly id: string;
  readonly username: string;
  readonly membershipId: string;
  readonly notices: readonly string[];
};

/** Organisations with one member and their notices each, entered through the core, so that the log is as long as in life. */
export const generate = async (
  parts: InvokerParts,
  organizations: number,
  noticesEach: number,
): Promise<readonly BenchOrganization[]> => {
  const hash = await hashPassword(demoPassword);
  const made: BenchOrganization[] = [];
  for (let index = 0; index < organizations; index++) {
    const id = newId();
    await provisionOrganization(parts, apps, {
      id,
      name: `Bench ${index}`,
      zone: "UTC",
      language: "en",
      currency: "EUR",
    });
    made.push(await fill(parts, id, `bench.${index}`, hash, noticesEach));
  }
  return made;
};

/** The yardstick for creating: the same table with its keys and its wall, without the log. */
export const addBareNotices = async (superuserUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`create table notice_bare (like notice including all);
      alter table notice_bare add foreign key (org_id, scope_id) references scope, add foreign key (org_id, author_id) references membership;
      alter table notice_bare enable row level security; alter table notice_bare force row level security;
      alter table notice_bare owner to plumbline_owner; grant select, insert on notice_bare to plumbline_app;
      do $$ declare p record; begin
        select pg_get_expr(polqual, polrelid) as q into p from pg_policy where polrelid = 'notice'::regclass;
        execute 'create policy wall on notice_bare using (' || p.q || ') with check (' || p.q || ')';
      end $$;
      analyze`);
  } finally {
    await client.end();
  }
};

const fill = (
  parts: InvokerParts,
  organizationId: string,
  username: string,
  hash: string,
  notices: number,
): Promise<BenchOrganization> =>
  actFor(parts, { organizationId, kind: "console", operation: "bench.generate" }, async (ctx) => {
    const { roles } = await rolesAndScopes(ctx);
    const [personId, membershipId] = [ctx.newId(), ctx.newId()];
    const { sql } = await import("kysely");
    await sql`select person_create(${personId}, ${username}, ${`${username}@example.org`})`.execute(
      ctx.db,
    );
    await sql`select person_set_password(${personId}, ${hash})`.execute(ctx.db);
    await ctx.db
      .insertInto("membership")
      .values({
        org_id: organizationId,
        id: membershipId,
        person_id: personId,
        printed_name: username,
      })
      .execute();
    await sql`select person_join(${ctx.newId()}, ${personId}, ${organizationId})`.execute(ctx.db);
    await assign(ctx, membershipId, {
      roleId: roles.get("member")?.id ?? "",
      scopeId: organizationId,
    });
    const ids = Array.from({ length: notices }, () => ctx.newId());
    await sql`insert into notice (org_id, id, scope_id, title, text, from_on, pinned, author_id, created_at, updated_at)
      select ${organizationId}::uuid, id, ${organizationId}::uuid, 'Notice ' || n, repeat('Some words about the day. ', 8), '2026-01-01', n % 500 = 0, ${membershipId}::uuid, now(), now()
      from unnest(${ids}::uuid[]) with ordinality u (id, n)`.execute(ctx.db);
    return { id: organizationId, username, membershipId, notices: ids };
  });
