import type { Rule } from "./rule.ts";

// Of whole tables and of single columns alike.
const granted = `from pg_class c cross join lateral (select g.grantee, g.privilege_type from aclexplode(c.relacl) g
    union select g.grantee, g.privilege_type from pg_attribute a cross join lateral aclexplode(a.attacl) g where a.attrelid = c.oid) g
  left join pg_roles r on r.oid = g.grantee
  cross join lateral (select split_part(coalesce(obj_description(c.oid, 'pg_class'), ''), ';', 1) as class) k
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S') and coalesce(r.rolname, 'public') <> 'plumbline_owner'`;

const describe = `coalesce(r.rolname, 'public') || ' may ' || lower(g.privilege_type) || ' ' || c.relname`;

/** What the system role needs of the log: it appends, and it moves its own two rows. */
const sequencing = [
  "log_entry SELECT",
  "log_leaf SELECT",
  "log_leaf INSERT",
  "log_checkpoint SELECT",
  "log_checkpoint INSERT",
  "log_tree SELECT",
  "log_tree INSERT",
  "log_tree UPDATE",
];

export const grantRules: readonly Rule[] = [
  {
    name: "only known roles hold grants",
    sql: `select ${describe} as fault ${granted} and coalesce(r.rolname, 'public') not in ('plumbline_app', 'plumbline_system', 'plumbline_backup')`,
  },
  {
    name: "nobody truncates",
    sql: `select ${describe} as fault ${granted} and g.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')`,
  },
  {
    name: "the backup role only reads",
    sql: `select ${describe} as fault ${granted} and r.rolname = 'plumbline_backup' and g.privilege_type <> 'SELECT'`,
  },
  {
    name: "people and organisations are reached through functions",
    sql: `select ${describe} as fault ${granted} and k.class = 'installation' and r.rolname <> 'plumbline_backup'`,
  },
  {
    name: "the system role sees no business data",
    sql: `select ${describe} as fault ${granted} and k.class = 'tenant' and r.rolname = 'plumbline_system'`,
  },
  {
    name: "the log is only appended to",
    sql: `select ${describe} as fault ${granted} and k.class = 'log' and r.rolname <> 'plumbline_backup'
      and not (r.rolname = 'plumbline_system' and c.relname || ' ' || g.privilege_type = any($1))`,
    values: [sequencing],
  },
  {
    name: "identities never change",
    sql: `select coalesce(r.rolname, 'public') || ' may update ' || c.relname || '.' || a.attname as fault
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('org_id', 'id') and not a.attisdropped
      cross join pg_roles r
      where c.relnamespace = 'public'::regnamespace and split_part(obj_description(c.oid, 'pg_class'), ';', 1) = 'tenant'
        and r.rolname in ('plumbline_app', 'plumbline_system') and has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')`,
  },
];
