-- What a session may do at most: an access token carries permissions and scopes of its own, and a person who must set up a
-- second factor may do nothing else before.

alter table session
  add must_enrol boolean not null default false,
  add token_id uuid,
  add permissions text[],
  add scopes uuid[],
  drop constraint session_kind_check,
  add constraint session_kind_check check (kind in ('browser', 'api', 'token')),
  add check ((kind = 'token') = (token_id is not null and permissions is not null and scopes is not null));
create index session_token on session (token_id) where token_id is not null;

-- The one door, as in 0003, within what the session itself may do.
create or replace function enter(token_sha256 bytea, believed_org uuid, wanted text, seen text, request jsonb) returns jsonb
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
  select x.id, x.kind, x.person_id, x.organization_id, x.seen_at, x.must_enrol, x.token_id, x.permissions, x.scopes,
    o.zone, (instant at time zone o.zone)::date as today into s
  from session x left join organization o on o.id = x.organization_id
  where x.token_digest = token_sha256 and x.ended_at is null
    and x.expires_at > instant and x.seen_at + make_interval(secs => x.idle_seconds) > instant;
  if s.id is null then
    raise exception 'no session' using errcode = 'PL401';
  end if;
  if believed_org is not null and believed_org is distinct from s.organization_id then
    raise exception 'another organisation' using errcode = 'PL409';
  end if;
  if s.must_enrol and wanted is not null then
    raise exception 'no second factor' using errcode = 'PL428';
  end if;
  if s.permissions is not null then
    if wanted <> all(s.permissions) then
      raise exception 'not within the token' using errcode = 'PL405';
    end if;
    seen := case when seen = any(s.permissions) then seen else wanted end;
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
    from scope x where x.org_id = s.organization_id and x.path && m.reached and (s.scopes is null or x.path && s.scopes);
  end if;
  perform set_config('plumb.today', coalesce(s.today::text, ''), true), set_config('plumb.scopes', coalesce(reached::text, '{}'), true),
    set_config('plumb.whole', case when s.organization_id = any(may) then 'on' else '' end, true),
    set_config('plumb.person', s.person_id::text, true), set_config('plumb.session', s.id::text, true),
    set_config('plumb.context', jsonb_strip_nulls(request || jsonb_build_object('kind', case when s.token_id is null then 'person' else 'token' end,
      'person', s.person_id, 'membership', m.id, 'session', s.id, 'token', s.token_id, 'zone', s.zone, 'roles', to_jsonb(m.roles)))::text, true);
  return jsonb_build_object('session', s.id, 'token', s.token_id, 'person', s.person_id, 'organization', s.organization_id, 'zone', s.zone,
    'membership', m.id, 'printedName', m.printed_name, 'whole', coalesce(s.organization_id = any(may), false),
    'scopes', case when s.organization_id = any(may) then null else to_jsonb(coalesce(may, '{}')) end, 'idle', s.seen_at + interval '1 minute' < instant);
end
$$;

-- Where the person of this transaction holds a permission: never further than the token they came with.
create function own_reach(wanted text, out whole boolean, out scopes uuid[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  acting jsonb := log_context();
  in_org uuid := nullif(current_setting('plumb.org', true), '')::uuid;
  within record;
begin
  select r.whole, r.scopes into whole, scopes
  from reach_of(in_org, (acting ->> 'membership')::uuid, wanted, (entry_time() at time zone (acting ->> 'zone'))::date) r;
  if acting ? 'token' then
    select s.permissions, s.scopes into within from session s where s.id = (acting ->> 'session')::uuid;
    whole := whole and wanted = any(within.permissions) and in_org = any(within.scopes);
    select array_agg(x.id order by x.id) into scopes from scope x
    where x.org_id = in_org and x.id = any(scopes) and x.path && within.scopes and wanted = any(within.permissions);
  end if;
end
$$;

create or replace function holds(wanted text, in_scope uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if log_context() ->> 'kind' in ('service', 'console', 'migration') then
    return nullif(current_setting('plumb.org', true), '') is not null;
  end if;
  return coalesce(in_scope = any((own_reach(wanted)).scopes), false);
end
$$;

create or replace function own_permissions() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(p.permission, case when r.whole then '"organization"'::jsonb else to_jsonb(r.scopes) end), '{}')
  from (select distinct rp.permission from membership_role mr
    join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id
    where mr.org_id = nullif(current_setting('plumb.org', true), '')::uuid
      and mr.membership_id = (log_context() ->> 'membership')::uuid) p
  cross join lateral own_reach(p.permission) r
  where r.scopes is not null
$$;

-- Counts whatever changes what `enter` answers, beside the session's own row. A read that was let in a moment ago is let in
-- again without all those look-ups, if this number is still the same.
create table rights_version (
  org_id uuid primary key references organization,
  version bigint not null default 1
);
comment on table rights_version is 'technical';
grant select on rights_version to plumbline_app;

create function rights_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into rights_version as v (org_id) select distinct t.org_id from touched t order by t.org_id
  on conflict (org_id) do update set version = v.version + 1;
  return null;
end
$$;

create function zone_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into rights_version as v (org_id) values (new.id) on conflict (org_id) do update set version = v.version + 1;
  return null;
end
$$;
create trigger rights_zone after update of zone on organization for each row execute function zone_changed();

do $$
declare
  changing text;
begin
  foreach changing in array array['scope', 'membership', 'membership_role', 'role_permission'] loop
    execute format('create trigger rights_insert after insert on %I referencing new table as touched for each statement execute function rights_changed()', changing);
    execute format('create trigger rights_update after update on %I referencing new table as touched for each statement execute function rights_changed()', changing);
    execute format('create trigger rights_delete after delete on %I referencing old table as touched for each statement execute function rights_changed()', changing);
  end loop;
end
$$;
