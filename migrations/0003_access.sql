-- Scopes, memberships and roles: who may do what, and where.

create table scope (
  org_id uuid not null references organization,
  id uuid not null,
  parent_id uuid,
  kind text not null check (kind ~ '^[a-z][a-z ]*$'),
  name text not null check (name <> ''),
  -- From the root down to this scope. The root has the organisation's own id.
  path uuid[] not null,
  version bigint not null default 1,
  primary key (org_id, id),
  foreign key (org_id, parent_id) references scope,
  check ((parent_id is null) = (id = org_id)),
  check (path[array_length(path, 1)] = id and path[1] = org_id)
);
create index scope_parent on scope (org_id, parent_id);
select protect_table('scope', 'tenant', 'access.scope', app_may => 'select, insert, update');

create table membership (
  org_id uuid not null references organization,
  id uuid not null,
  person_id uuid not null references person,
  printed_name text check (printed_name <> ''),
  employee_number text,
  title text,
  department text,
  manager_id uuid,
  language text not null default 'en',
  active boolean not null default true,
  version bigint not null default 1,
  primary key (org_id, id),
  unique (org_id, person_id),
  foreign key (org_id, manager_id) references membership
);
create index membership_name on membership (org_id, printed_name, id);
select protect_table('membership', 'tenant', 'access.membership', app_may => 'select, insert, update',
  personal => '{printed_name,employee_number,title}');

create table role (
  org_id uuid not null references organization,
  id uuid not null,
  key text,
  name text not null check (name <> ''),
  description text not null default '',
  version bigint not null default 1,
  primary key (org_id, id),
  unique (org_id, key),
  unique (org_id, name)
);
comment on column role.key is 'Names a built-in role; null for one that the organisation made.';
select protect_table('role', 'tenant', 'access.role');

create table role_permission (
  org_id uuid not null,
  id uuid not null,
  role_id uuid not null,
  permission text not null check (permission ~ '^[a-z]+\.[a-zA-Z]+\.[a-z]+$'),
  primary key (org_id, id),
  unique (org_id, role_id, permission),
  foreign key (org_id, role_id) references role
);
create index role_permission_by_name on role_permission (org_id, permission, role_id);
select protect_table('role_permission', 'tenant', 'access.rolePermission', app_may => 'select, insert, delete');

create table membership_role (
  org_id uuid not null,
  id uuid not null,
  membership_id uuid not null,
  role_id uuid not null,
  scope_id uuid not null,
  ends_on date,
  primary key (org_id, id),
  foreign key (org_id, membership_id) references membership,
  foreign key (org_id, role_id) references role,
  foreign key (org_id, scope_id) references scope
);
create unique index membership_role_once on membership_role (org_id, membership_id, role_id, scope_id);
create index membership_role_by_role on membership_role (org_id, role_id);
select protect_table('membership_role', 'tenant', 'access.membershipRole', app_may => 'select, insert, delete');

-- Where a person holds a permission today, with everything below: null for nowhere. `roles` granted it.
create function reach_of(in_org uuid, of_membership uuid, wanted text, today date,
  out whole boolean, out scopes uuid[], out roles uuid[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  select bool_or(mr.scope_id = in_org), array_agg(distinct mr.scope_id), array_agg(distinct mr.role_id) into whole, scopes, roles
  from role_permission rp
  join membership_role mr on mr.org_id = rp.org_id and mr.role_id = rp.role_id
  where rp.org_id = in_org and rp.permission = wanted
    and mr.membership_id = of_membership and (mr.ends_on is null or mr.ends_on >= today);
  if whole then
    select array_agg(s.id order by s.id) into scopes from scope s where s.org_id = in_org;
  elsif scopes is not null then
    select array_agg(s.id order by s.id) into scopes from scope s where s.org_id = in_org and s.path && scopes;
  end if;
end
$$;

-- Statements are prepared, and optional parts are different statements: planning one anew for its parameters costs more than
-- running it, so every transaction asks for the kept plan.
-- The one door. Confirms the session, its organisation and its rights, and carries them into this transaction: every
-- policy reads what is set here. `wanted` is the operation's permission, `seen` the matching right to read.
create function enter(token_sha256 bytea, believed_org uuid, wanted text, seen text, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  instant timestamptz := entry_time();
  s record;
  m record;
  reached uuid[] := '{}';
  may uuid[];
begin
  perform set_config('statement_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '15s', true),
    set_config('lock_timeout', '5s', true), set_config('TimeZone', 'UTC', true), set_config('plan_cache_mode', 'force_generic_plan', true);
  select x.id, x.kind, x.person_id, x.organization_id, x.seen_at, o.zone, (instant at time zone o.zone)::date as today into s
  from session x left join organization o on o.id = x.organization_id
  where x.token_digest = token_sha256 and x.ended_at is null
    and x.expires_at > instant and x.seen_at + make_interval(secs => x.idle_seconds) > instant;
  if s.id is null then
    raise exception 'no session' using errcode = 'PL401';
  end if;
  if believed_org is not null and believed_org is distinct from s.organization_id then
    raise exception 'another organisation' using errcode = 'PL409';
  end if;
  perform set_config('plumb.org', coalesce(s.organization_id::text, ''), true);
  -- One look for both rights: what the operation needs, and what its caller may see of the same thing.
  select me.id, me.printed_name, g.* into m
  from membership me cross join lateral (
    select array_agg(distinct mr.scope_id) filter (where rp.permission = wanted) as may, array_agg(distinct mr.scope_id) as reached,
      array_agg(distinct mr.role_id) filter (where rp.permission = wanted) as roles
    from membership_role mr join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id
    where mr.org_id = me.org_id and mr.membership_id = me.id and rp.permission in (wanted, seen)
      and (mr.ends_on is null or mr.ends_on >= s.today)) g
  where me.org_id = s.organization_id and me.person_id = s.person_id and me.active;
  if s.organization_id is not null and m.id is null then
    raise exception 'no membership' using errcode = 'PL401';
  end if;
  if wanted is not null and m.may is null then
    raise exception 'no permission' using errcode = 'PL403';
  end if;
  if m.reached is not null then
    select array_agg(x.id order by x.id), array_agg(x.id order by x.id) filter (where x.path && m.may) into reached, may
    from scope x where x.org_id = s.organization_id and x.path && m.reached;
  end if;
  perform set_config('plumb.today', coalesce(s.today::text, ''), true), set_config('plumb.scopes', reached::text, true),
    set_config('plumb.whole', case when s.organization_id = any(m.may) then 'on' else '' end, true),
    set_config('plumb.person', s.person_id::text, true), set_config('plumb.session', s.id::text, true),
    set_config('plumb.context', jsonb_strip_nulls(request || jsonb_build_object('kind', 'person', 'person', s.person_id,
      'membership', m.id, 'session', s.id, 'zone', s.zone, 'roles', to_jsonb(m.roles)))::text, true);
  return jsonb_build_object('session', s.id, 'person', s.person_id, 'organization', s.organization_id, 'zone', s.zone,
    'membership', m.id, 'printedName', m.printed_name, 'whole', coalesce(s.organization_id = any(m.may), false),
    'scopes', case when s.organization_id = any(m.may) then null else to_jsonb(may) end, 'idle', s.seen_at + interval '1 minute' < instant);
end
$$;

-- Jobs, the command line and data migrations act for a whole organisation, and the log says that they did.
create function enter_as_service(in_org uuid, acting_kind text, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  o organization;
  everything uuid[];
begin
  if acting_kind not in ('service', 'console', 'migration') then
    raise exception 'enter_as_service: % is not a service', acting_kind;
  end if;
  perform set_config('statement_timeout', '60s', true), set_config('idle_in_transaction_session_timeout', '60s', true),
    set_config('TimeZone', 'UTC', true), set_config('plan_cache_mode', 'force_generic_plan', true), set_config('plumb.org', in_org::text, true);
  select * into strict o from organization where id = in_org;
  select coalesce(array_agg(id), '{}') into everything from scope where org_id = in_org;
  perform set_config('plumb.today', ((entry_time() at time zone o.zone)::date)::text, true),
    set_config('plumb.scopes', everything::text, true), set_config('plumb.whole', 'on', true), set_config('plumb.person', '', true), set_config('plumb.session', '', true),
    set_config('plumb.context', jsonb_strip_nulls(request || jsonb_build_object('kind', acting_kind, 'zone', o.zone))::text, true);
  return jsonb_build_object('organization', o.id, 'zone', o.zone, 'whole', true);
end
$$;

-- Somebody who is not signed in, or whose sign-in is just happening: no organisation, no scope, but a named request.
create function enter_as_nobody(request jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform set_config('statement_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '15s', true),
    set_config('TimeZone', 'UTC', true), set_config('plan_cache_mode', 'force_generic_plan', true), set_config('plumb.org', '', true), set_config('plumb.scopes', '', true), set_config('plumb.whole', '', true),
    set_config('plumb.person', '', true), set_config('plumb.session', '', true), set_config('plumb.context', jsonb_strip_nulls(request || '{"kind":"person"}')::text, true);
end
$$;

-- Whether the person of this transaction holds a permission in a scope; services hold every one.
create function holds(wanted text, in_scope uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  acting jsonb := log_context();
  in_org uuid := nullif(current_setting('plumb.org', true), '')::uuid;
  may record;
begin
  if acting ->> 'kind' in ('service', 'console', 'migration') then
    return in_org is not null;
  end if;
  may := reach_of(in_org, (acting ->> 'membership')::uuid, wanted, (entry_time() at time zone (acting ->> 'zone'))::date);
  return coalesce(in_scope = any(may.scopes), false);
end
$$;

-- Every right of the person of this transaction: {"home.notice.read": "organization" | ["scope", …]}.
create function own_permissions() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(p.permission, case when r.whole then '"organization"'::jsonb else to_jsonb(r.scopes) end), '{}')
  from (select distinct rp.permission from membership_role mr
    join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id
    where mr.org_id = nullif(current_setting('plumb.org', true), '')::uuid
      and mr.membership_id = (log_context() ->> 'membership')::uuid) p
  cross join lateral reach_of(nullif(current_setting('plumb.org', true), '')::uuid, (log_context() ->> 'membership')::uuid,
    p.permission, (entry_time() at time zone (log_context() ->> 'zone'))::date) r
  where r.scopes is not null
$$;

create function person_in_organization(of_person uuid) returns table (username text, email text, invited boolean, locked boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.username, p.email, p.password_hash is null and p.erased_at is null, coalesce(g.locked_until > entry_time(), false)
  from membership m join person p on p.id = m.person_id
  left join sign_in_guard g on g.username_digest = p.username_digest
  where m.org_id = nullif(current_setting('plumb.org', true), '')::uuid and m.person_id = of_person
$$;

-- What an organisation may know of its people's credentials: the name, the address, whether they can sign in.
create function people_of_organization() returns table (person_id uuid, username text, email text, invited boolean, locked boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.username, p.email, p.password_hash is null and p.erased_at is null, coalesce(g.locked_until > entry_time(), false)
  from membership m join person p on p.id = m.person_id
  left join sign_in_guard g on g.username_digest = p.username_digest
  where m.org_id = nullif(current_setting('plumb.org', true), '')::uuid
$$;

grant execute on function enter, enter_as_service, enter_as_nobody, holds, own_permissions, person_in_organization, people_of_organization to plumbline_app;
