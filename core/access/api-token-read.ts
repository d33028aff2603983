import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { query } from "#core/operation";
import { cursorOf, listInput, listOf, pageJson } from "#core/records/server";

/** No token reaches its own kind: whoever finds one must not be able to make it last. */
const OWN_KIND = "access.token.";

export const isForTokens = (permission: string): boolean => !permission.startsWith(OWN_KIND);

export const tokenShape = z.strictObject({
  id: uuid,
  name: z.string(),
  person: z.strictObject({ id: uuid, printedName: z.string().nullable() }),
  permissions: z.array(z.string()),
  scopes: z.array(z.strictObject({ id: uuid, name: z.string() })),
  madeOn: z.iso.date(),
  endsOn: z.iso.date(),
  lastUsedAt: instant.nullable(),
  state: z
    .enum(["active", "revoked", "expired", "ended"])
    .describe("`ended`: with the person's sessions, when access was taken or a password reset."),
});

export const tokenExample = {
  id: "0198f1a0-0000-7000-8000-0000000000e1",
  name: "Notice import",
  person: { id: "0198f1a0-0000-7000-8000-000000000002", printedName: "Nora Lind" },
  permissions: ["home.notice.read", "home.notice.write"],
  scopes: [{ id: "0198f1a0-0000-7000-8000-0000000000aa", name: "Whole organisation" }],
  madeOn: "2026-11-20",
  endsOn: "2027-02-18",
  lastUsedAt: null,
  state: "active" as const,
};

const tokenJson = statement`json_build_object('id', t.id, 'name', t.name, 'person', json_build_object('id', m.id, 'printedName', m.printed_name),
  'permissions', to_json(t.permissions), 'scopes', (select coalesce(json_agg(json_build_object('id', s.id, 'name', s.name) order by s.name), '[]')
    from scope s where s.org_id = t.org_id and s.id = any(t.scopes)),
  'madeOn', t.made_on, 'endsOn', t.ends_on, 'lastUsedAt', u.used_at, 'state', st.state)`;

const tokenRows = statement`api_token t join membership m on m.org_id = t.org_id and m.id = t.membership_id
  left join lateral (select x.ended_at is null as open, case when x.seen_at >= x.created_at then x.seen_at end as used_at
    from session x where x.token_id = t.id and x.organization_id = t.org_id) u on true
  cross join lateral (select case when t.revoked_at is not null then 'revoked' when t.ends_on < current_setting('plumb.today')::date then 'expired'
    when u.open and m.active then 'active' else 'ended' end as state) st`;

export const tokenById = (id: string): Statement =>
  statement`select ${tokenJson}::text as json from ${tokenRows} where t.id = ${id}`;

export const listTokens = query({
  id: "access.listTokens",
  summary: "Your access tokens; with `all` those of everybody, for whoever may see people",
  permission: "access.token.read",
  http: { method: "GET", path: "/tokens" },
  input: listInput({
    all: z
      .enum(["true", "false"], { error: "Say true or false." })
      .default("false")
      .describe("Everybody's. Needs access.person.read in the whole organisation."),
    state: z.enum(["active", "all"], { error: "Choose active or all." }).default("active"),
  }),
  output: listOf(tokenShape),
  example: { input: {}, output: { items: [tokenExample], next: null } },
  read: ({ all, state, after, limit }) => {
    const cursor = cursorOf(after, z.tuple([uuid]));
    return pageJson(
      limit,
      statement`select ${tokenJson} as item, array[t.id::text] as key from ${tokenRows}
        where ${all === "true" ? statement`(select require_whole('access.person.read'))` : statement`m.person_id = nullif(current_setting('plumb.person', true), '')::uuid`}
          and ${state === "active" ? statement`st.state = 'active'` : statement`true`}
          and ${cursor ? statement`t.id < ${cursor[0]}::uuid` : statement`true`}
        order by t.id desc`,
    );
  },
});

export const listTokenChoices = query({
  id: "access.listTokenChoices",
  summary: "What a token of yours could carry: your permissions, and the scopes where you hold any",
  permission: "access.token.read",
  http: { method: "GET", path: "/tokens/choices" },
  input: z.strictObject({}),
  output: z.strictObject({
    permissions: z.array(z.strictObject({ key: z.string(), summary: z.string() })),
    scopes: z.array(z.strictObject({ id: uuid, name: z.string(), depth: z.int() })),
  }),
  example: {
    input: {},
    output: {
      permissions: [{ key: "home.notice.read", summary: "Read notices" }],
      scopes: [{ id: tokenExample.scopes[0]?.id ?? "", name: "Whole organisation", depth: 0 }],
    },
  },
  read: (_, { settings }) => {
    const known = [...settings.permissions]
      .filter(([key]) => isForTokens(key))
      .map(([key, summary]) => ({ key, summary }));
    return statement`
      with own as materialized (select key, value from jsonb_each(own_permissions())
        where key in (select k ->> 'key' from jsonb_array_elements(${JSON.stringify(known)}::jsonb) k))
      select json_build_object(
        'permissions', (select coalesce(json_agg(k.permission order by k.place), '[]')
          from json_array_elements(${JSON.stringify(known)}::json) with ordinality k (permission, place)
          where exists (select from own where own.key = k.permission ->> 'key')),
        'scopes', (select coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'depth', cardinality(s.path) - 1) order by s.trail), '[]')
          from (select one.*, (select array_agg(up.name || ' ' || up.id order by cardinality(up.path)) from scope up where up.id = any(one.path)) as trail
            from scope one where exists (select from own where own.value = '"organization"' or own.value ? one.id::text)) s))::text as json`;
  },
});
