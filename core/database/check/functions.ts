import type { Rule } from "./rule.ts";

/** Functions that run with the owner's rights, beside each logged table's own capture function. Adding one here is a decision about the wall: argue for it in the change. */
const definers: readonly string[] = [
  "entry_time",
  "log_fact",
  "log_person_fact",
  "log_page",
  "log_entry_at",
  "log_size",
  "log_latest_checkpoint",
  "log_export_page",
  "log_withhold",
  "person_by_username",
  "person_by_id",
  "person_create",
  "person_set_password",
  "person_set_email",
  "person_organizations",
  "person_join",
  "person_leave",
  "person_erase",
  "person_second_factor",
  "person_begin_second_factor",
  "person_confirm_second_factor",
  "person_take_step",
  "person_set_recovery_codes",
  "person_take_recovery_code",
  "person_clear_second_factor",
  "second_factor_demands",
  "require_second_factor",
  "person_in_organization",
  "people_of_organization",
  "organization_create",
  "organization_by_id",
  "organization_ids",
  "own_organization",
  "own_organization_edit",
  "own_organization_close_setup",
  "reach_of",
  "enter",
  "enter_as_service",
  "enter_as_nobody",
  "holds",
  "own_permissions",
  "own_reach",
  "rights_changed",
  "zone_changed",
  "log_image_at",
  "log_of_rows",
  "my_work",
  "other_holds",
  "signer_identities_end",
  "next_number",
];

const functions = `from pg_proc p where p.pronamespace = 'public'::regnamespace`;

export const functionRules: readonly Rule[] = [
  {
    name: "definer functions are on their list",
    // A second function under a known name would hide behind the first.
    sql: `select p.proname || ' runs as its owner and is not on the list' as fault ${functions} and p.prosecdef and p.proname <> all($1)
        and not exists (select from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgfoid = p.oid and p.proname = 'log_capture_' || c.relname)
      union all select p.proname || ' runs as its owner and is there twice' ${functions} and p.prosecdef
        and exists (select from pg_proc q where q.pronamespace = p.pronamespace and q.proname = p.proname and q.oid <> p.oid)`,
    values: [definers],
  },
  {
    name: "definer functions fix their search path",
    sql: `select p.proname || ' runs as its owner without a fixed search path' as fault ${functions} and p.prosecdef
      and not coalesce('search_path=public, pg_temp' = any(p.proconfig), false)`,
  },
  {
    name: "no function for everybody",
    sql: `select p.proname || ' may be executed by everybody' as fault ${functions}
      and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee = 0)`,
  },
  {
    name: "one owner",
    sql: `select c.relname || ' does not belong to plumbline_owner' as fault from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S') and pg_get_userbyid(c.relowner) <> 'plumbline_owner'
      union all select p.proname || ' runs as ' || pg_get_userbyid(p.proowner) || ' and not as plumbline_owner' ${functions}
        and p.prosecdef and pg_get_userbyid(p.proowner) <> 'plumbline_owner'`,
  },
];
