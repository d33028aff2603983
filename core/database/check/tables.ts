import type { Rule } from "./rule.ts";

const setting = (name: string, type: string) =>
  `( SELECT (NULLIF(current_setting('${name}'::text, true), ''::text))::${type} AS "nullif")`;

/** The two fixed texts, as the catalogue prints them. A third would have to be argued for here. */
const policyTexts = {
  organization_wall: `(org_id = ${setting("plumb.org", "uuid")})`,
  scope_wall: `((org_id = ${setting("plumb.org", "uuid")}) AND (scope_id = ANY (${setting("plumb.scopes", "uuid[]")}::uuid[])))`,
} as const;

const tables = `from pg_class c cross join lateral (select coalesce(obj_description(c.oid, 'pg_class'), '') as note) d
  cross join lateral (select split_part(d.note, ';', 1) as class) k
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

export const tableRules: readonly Rule[] = [
  {
    name: "every table names its class",
    sql: `select c.relname || ' has no class in its comment' as fault ${tables} and k.class not in ('tenant', 'installation', 'technical', 'log')`,
  },
  {
    name: "no views",
    sql: `select relname || ' is a view: it would read past the policies' as fault from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')`,
  },
  {
    name: "organisation first in every key",
    sql: `select i.indexrelid::regclass || ' of ' || c.relname || ' does not begin with org_id' as fault
      from pg_index i join pg_class c on c.oid = i.indrelid
      where split_part(obj_description(c.oid, 'pg_class'), ';', 1) = 'tenant'
        and not coalesce((select a.attname = 'org_id' from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]), false)
      union all select c.relname || ' has no primary key' ${tables} and k.class = 'tenant'
        and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
  },
  {
    name: "organisation first in every foreign key",
    sql: `select con.conname || ' of ' || c.relname || ' does not pair org_id with org_id' as fault
      from pg_constraint con join pg_class c on c.oid = con.conrelid join pg_class t on t.oid = con.confrelid
      where con.contype = 'f' and split_part(obj_description(t.oid, 'pg_class'), ';', 1) = 'tenant'
        and not coalesce((select a.attname = 'org_id' and b.attname = 'org_id' from pg_attribute a, pg_attribute b
          where a.attrelid = con.conrelid and a.attnum = con.conkey[1] and b.attrelid = con.confrelid and b.attnum = con.confkey[1]), false)`,
  },
  {
    name: "forced policies",
    sql: `select c.relname || ' does not enable and force row security' as fault ${tables} and k.class = 'tenant'
        and not (c.relrowsecurity and c.relforcerowsecurity)`,
  },
  {
    name: "one policy of a fixed text",
    sql: `select c.relname || ' has not exactly one policy, for everything and everybody, of a fixed text' as fault ${tables} and k.class = 'tenant'
        and not coalesce((select count(*) = 1 and bool_and(p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
            and pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)
            and pg_get_expr(p.polqual, c.oid) = case p.polname when 'organization_wall' then $1 when 'scope_wall' then $2 end)
          from pg_policy p where p.polrelid = c.oid), false)`,
    values: [policyTexts.organization_wall, policyTexts.scope_wall],
  },
  {
    name: "a scoped row names its scope",
    sql: `select c.relname || ' is behind the scope wall, but its scope_id may be null or refers to no scope' as fault ${tables}
        and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'scope_wall')
        and not (exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'scope_id' and a.attnotnull)
          and exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and (f.confrelid = 'scope'::regclass
            -- Or it has the scope of the row that it belongs to, and follows it.
            or exists (select from unnest(f.conkey, f.confkey) k (own, theirs)
              join pg_attribute o on o.attrelid = f.conrelid and o.attnum = k.own and o.attname = 'scope_id'
              join pg_attribute t on t.attrelid = f.confrelid and t.attnum = k.theirs and t.attname = 'scope_id'
              join pg_policy b on b.polrelid = f.confrelid and b.polname = 'scope_wall'))))`,
  },
  {
    name: "log triggers attached",
    sql: `select c.relname || ' does not log every ' || e.event || ' by the capture function that its comment asks for' as fault
      from pg_class c cross join lateral (select coalesce(obj_description(c.oid, 'pg_class'), '') as note) d
      cross join (values ('insert', 4), ('delete', 8), ('update', 16)) e (event, bit)
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and split_part(d.note, ';', 1) in ('tenant', 'installation')
        and not exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
          where t.tgrelid = c.oid and p.proname = 'log_capture_' || c.relname and t.tgenabled in ('O', 'A') and t.tgtype = e.bit and t.tgqual is null
            and p.prosecdef and p.prosrc = log_capture_source(c.oid, split_part(d.note, ';', 1), substring(d.note from 'type: ([^;]+)'),
              coalesce(string_to_array(substring(d.note from 'changed-only: ([^;]+)'), ', '), '{}'),
              coalesce(string_to_array(substring(d.note from 'personal: ([^;]+)'), ', '), '{}')))`,
  },
  {
    name: "logged rows have an id",
    sql: `select c.relname || ' is logged but has no uuid column id' as fault ${tables} and k.class in ('tenant', 'installation')
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype and a.attnotnull)`,
  },
  {
    name: "leakproof filters",
    sql: `select i.indexrelid::regclass || ' of ' || c.relname || ' indexes ' || coalesce(a.attname, 'an expression')
        || ', whose operators are not leakproof: under a policy the index would stay unused' as fault
      from pg_index i join pg_class c on c.oid = i.indrelid
      cross join lateral unnest(i.indkey::int[], i.indclass::oid[]) u (attnum, opclass)
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum and u.attnum > 0
      join pg_opclass oc on oc.oid = u.opclass
      where split_part(obj_description(c.oid, 'pg_class'), ';', 1) = 'tenant'
        and (a.attname is null or exists (select from pg_amop ao join pg_operator o on o.oid = ao.amopopr join pg_proc f on f.oid = o.oprcode
          where ao.amopfamily = oc.opcfamily and ao.amoplefttype = oc.opcintype and ao.amoprighttype = oc.opcintype and not f.proleakproof))`,
  },
];
