-- The second factor: an authenticator app (RFC 6238) with recovery codes, demanded by roles; and the proof of a password
-- that was typed anew, for what must not rest on an open session alone.

-- Readable to whoever can compute a code from it, so only the functions below reach it; the log never holds it.
create table second_factor (
  id uuid primary key,
  person_id uuid not null unique references person,
  secret text,
  confirmed_at timestamptz,
  -- Shown to the person and not yet confirmed by a code; the one in force holds until then.
  pending_secret text,
  pending_at timestamptz,
  -- Of the last code that was taken, in units of 30 s since 1970: that one and every earlier one are worth nothing.
  last_step bigint not null default 0,
  version bigint not null default 1,
  check ((secret is null) = (confirmed_at is null)),
  check ((pending_secret is null) = (pending_at is null)),
  check (secret is not null or pending_secret is not null)
);
select protect_table('second_factor', 'installation', 'identity.secondFactor', changed_only => '{secret,pending_secret}');

create table recovery_code (
  id uuid primary key,
  person_id uuid not null references person,
  digest bytea not null check (length(digest) = 32),
  used_at timestamptz,
  unique (person_id, digest)
);
select protect_table('recovery_code', 'installation', 'identity.recoveryCode', changed_only => '{digest}');

alter table role add second_factor boolean not null default false;
comment on column role.second_factor is 'Whoever holds the role signs in with a second factor.';
grant update (second_factor) on role to plumbline_app;

create function person_second_factor(of_person uuid)
returns table (secret text, confirmed_at timestamptz, pending_secret text, pending_at timestamptz, recovery_codes integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.secret, f.confirmed_at, f.pending_secret, f.pending_at,
    (select count(*) from recovery_code c where c.person_id = f.person_id and c.used_at is null)::integer
  from second_factor f where f.person_id = of_person
$$;

create function person_begin_second_factor(new_id uuid, of_person uuid, new_secret text, at timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into second_factor as f (id, person_id, pending_secret, pending_at) values (new_id, of_person, new_secret, at)
  on conflict (person_id) do update set pending_secret = excluded.pending_secret, pending_at = excluded.pending_at, version = f.version + 1
$$;

-- The secret is named again, so that a code is never taken for one that was begun meanwhile in another window.
create function person_confirm_second_factor(of_person uuid, of_secret text, step bigint, at timestamptz) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with confirmed as (
    update second_factor set secret = pending_secret, confirmed_at = at, pending_secret = null, pending_at = null,
      last_step = step, version = version + 1
    where person_id = of_person and pending_secret = of_secret returning 1)
  select exists (select from confirmed)
$$;

-- Of two who send the same code at once, one finds its step taken.
create function person_take_step(of_person uuid, of_secret text, step bigint) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with taken as (
    update second_factor set last_step = step, version = version + 1
    where person_id = of_person and secret = of_secret and last_step < step returning 1)
  select exists (select from taken)
$$;

create function person_set_recovery_codes(of_person uuid, ids uuid[], digests bytea[]) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from recovery_code where person_id = of_person;
  insert into recovery_code (id, person_id, digest) select n.id, of_person, n.digest from unnest(ids, digests) n (id, digest);
end
$$;

create function person_take_recovery_code(of_person uuid, sha256_of_code bytea, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  -- Whatever rests on the second factor waits for its row.
  perform 1 from second_factor f where f.person_id = of_person and f.secret is not null for update;
  if not found then
    return false;
  end if;
  update recovery_code set used_at = at where person_id = of_person and digest = sha256_of_code and used_at is null;
  return found;
end
$$;

-- Answers whether there was one.
create function person_clear_second_factor(of_person uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from recovery_code where person_id = of_person;
  delete from second_factor where person_id = of_person;
  return found;
end
$$;

-- The names of the organisations where the person holds a role that demands a second factor.
create function second_factor_demands(of_person uuid) returns text[]
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  entered constant text := current_setting('plumb.org', true);
  o record;
  names text[] := '{}';
begin
  for o in select g.id, g.name, (entry_time() at time zone g.zone)::date as today
    from person_organization po join organization g on g.id = po.organization_id
    where po.person_id = of_person and po.active order by g.name
  loop
    perform set_config('plumb.org', o.id::text, true);
    if exists (select from membership m
      join membership_role mr on mr.org_id = m.org_id and mr.membership_id = m.id and (mr.ends_on is null or mr.ends_on >= o.today)
      join role r on r.org_id = mr.org_id and r.id = mr.role_id and r.second_factor
      where m.org_id = o.id and m.person_id = of_person and m.active)
    then
      names := names || o.name;
    end if;
  end loop;
  perform set_config('plumb.org', coalesce(entered, ''), true);
  return names;
end
$$;

-- Tells the running sessions of this transaction's organisation whether their person must set up a second factor first.
-- Called when a session is opened, a role is given or taken, and for everybody when a role begins or ceases to demand it.
create function require_second_factor(of_person uuid default null) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  in_org constant uuid := nullif(current_setting('plumb.org', true), '')::uuid;
  today constant date := nullif(current_setting('plumb.today', true), '')::date;
begin
  -- Whoever signs in, enrols, is given a role or changes one at the same moment waits here, so that neither misses the other.
  perform 1 from membership m where m.org_id = in_org and m.person_id = of_person for key share;
  perform 1 from role r where r.org_id = in_org and r.id in (select mr.role_id from membership_role mr
      join membership m on m.org_id = mr.org_id and m.id = mr.membership_id where mr.org_id = in_org and m.person_id = of_person)
    order by r.id for key share;
  perform 1 from second_factor f where f.person_id = of_person or (of_person is null
      and f.person_id in (select s.person_id from session s where s.organization_id = in_org and s.ended_at is null))
    order by f.id for share;
  update session s set must_enrol = d.demanded
  from (select m.person_id,
      not exists (select from second_factor f where f.person_id = m.person_id and f.confirmed_at is not null)
        and exists (select from membership_role mr join role r on r.org_id = mr.org_id and r.id = mr.role_id
          where mr.org_id = m.org_id and mr.membership_id = m.id and r.second_factor
            and (mr.ends_on is null or mr.ends_on >= today)) as demanded
    from membership m where m.org_id = in_org and m.person_id = coalesce(of_person, m.person_id)) d
  where s.organization_id = in_org and s.person_id = d.person_id and s.ended_at is null and s.must_enrol <> d.demanded;
end
$$;

grant execute on function person_second_factor, person_begin_second_factor, person_confirm_second_factor, person_take_step,
  person_set_recovery_codes, person_take_recovery_code, person_clear_second_factor, second_factor_demands, require_second_factor
  to plumbline_app;

-- That the person typed the password anew, in this session, for this one thing.
create table step_up (
  id uuid primary key,
  proof_digest bytea not null unique,
  session_id uuid not null references session on delete cascade,
  person_id uuid not null references person,
  purpose text not null check (purpose <> ''),
  digest bytea not null check (length(digest) = 32),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index step_up_session on step_up (session_id);
comment on table step_up is 'technical';
grant select, insert, update on step_up to plumbline_app;
grant select, delete on step_up to plumbline_system;

-- As in 0005, and the second factor goes with the rest.
create or replace function person_erase(of_person uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  org uuid;
  member uuid;
begin
  perform set_config('plumb.erasing', 'on', true);
  for org in select organization_id from person_organization where person_id = of_person loop
    perform set_config('plumb.org', org::text, true);
    select id into member from membership where org_id = org and person_id = of_person;
    perform log_withhold(org, of_person, array[of_person, member]);
    update membership set printed_name = null, employee_number = null, title = null, active = false, version = version + 1
    where org_id = org and id = member;
  end loop;
  perform set_config('plumb.org', '', true);
  perform log_withhold('00000000-0000-0000-0000-000000000000', of_person, array[of_person]);
  delete from mail where recipient = (select email from person where id = of_person);
  delete from one_time_link where person_id = of_person;
  delete from session where person_id = of_person;
  delete from idempotency_key where person_id = of_person;
  perform person_clear_second_factor(of_person);
  update person set username = null, email = null, password_hash = null, deactivated_at = coalesce(deactivated_at, entry_time()),
    erased_at = entry_time(), version = version + 1
  where id = of_person and erased_at is null;
  perform set_config('plumb.erasing', '', true);
end
$$;
