-- Organisations, people and how they prove who they are. Installation tables: reached through named functions only.

create table organization (
  id uuid primary key,
  name text not null check (name <> ''),
  zone text not null,
  language text not null default 'en',
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  version bigint not null default 1
);
select protect_table('organization', 'installation', 'access.organization');

create table person (
  id uuid primary key,
  username text,
  -- Outlives an erasure, so that a name is never given to somebody else.
  username_digest bytea not null unique,
  email text,
  password_hash text,
  deactivated_at timestamptz,
  erased_at timestamptz,
  version bigint not null default 1
);
select protect_table('person', 'installation', 'identity.person',
  changed_only => '{password_hash,username_digest}', personal => '{username,email}');

-- Which organisations a person may enter; the membership itself lies behind each organisation's wall.
create table person_organization (
  id uuid primary key,
  person_id uuid not null references person,
  organization_id uuid not null references organization,
  active boolean not null default true,
  unique (person_id, organization_id)
);
select protect_table('person_organization', 'installation', 'identity.personOrganization');

create table session (
  id uuid primary key,
  token_digest bytea not null unique,
  person_id uuid not null references person,
  organization_id uuid references organization,
  kind text not null check (kind in ('browser', 'api')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  idle_seconds integer not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address text not null,
  device text not null
);
create index session_person on session (person_id, created_at);
comment on table session is 'technical';
grant select, insert, update on session to plumbline_app;
grant select, delete on session to plumbline_system;

-- Keyed by the digest of the name that was typed: a name that nobody has is counted and answered alike.
create table sign_in_guard (
  username_digest bytea primary key,
  failures integer not null,
  locked_until timestamptz,
  changed_at timestamptz not null
);
comment on table sign_in_guard is 'technical';
grant select, insert, update, delete on sign_in_guard to plumbline_app;
grant select, delete on sign_in_guard to plumbline_system;

create table one_time_link (
  id uuid primary key,
  token_digest bytea not null unique,
  kind text not null check (kind in ('invitation', 'reset', 'unlock')),
  person_id uuid not null references person,
  organization_id uuid references organization,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_link_person on one_time_link (person_id);
comment on table one_time_link is 'technical';
grant select, insert, update on one_time_link to plumbline_app;
grant select, delete on one_time_link to plumbline_system;

create table mail (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
comment on table mail is 'technical';
grant select, insert on mail to plumbline_app;
grant select, update, delete on mail to plumbline_system;

create function digest_of_username(name text) returns bytea
language sql immutable set search_path = public, pg_temp as $$
  select sha256(convert_to(lower(normalize(trim(name), NFKC)), 'UTF8'))
$$;
grant execute on function digest_of_username to plumbline_app;

create function person_by_username(name text) returns table (id uuid, username text, email text, password_hash text, active boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.username, p.email, p.password_hash, p.deactivated_at is null and p.erased_at is null
  from person p where p.username_digest = digest_of_username(name)
$$;

create function person_by_id(of_person uuid) returns table (id uuid, username text, email text, password_hash text, active boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.username, p.email, p.password_hash, p.deactivated_at is null and p.erased_at is null
  from person p where p.id = of_person
$$;

-- Creates the person if the name is new; answers null when it belongs to somebody or ever did.
create function person_create(new_id uuid, name text, address text) returns uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into person (id, username, username_digest, email)
  values (new_id, lower(normalize(trim(name), NFKC)), digest_of_username(name), address)
  on conflict (username_digest) do nothing
  returning id
$$;

create function person_set_password(of_person uuid, hash text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update person set password_hash = hash, version = version + 1 where id = of_person and erased_at is null
$$;

create function person_set_email(of_person uuid, address text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update person set email = address, version = version + 1
  where id = of_person and erased_at is null and email is distinct from address
$$;

create function person_organizations(of_person uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, o.name from person_organization po join organization o on o.id = po.organization_id
  where po.person_id = of_person and po.active order by o.name, o.id
$$;

create function organization_create(new_id uuid, called text, in_zone text, speaks text, pays text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into organization (id, name, zone, language, currency) values (new_id, called, in_zone, speaks, pays)
$$;

create function organization_by_id(wanted uuid) returns table (id uuid, name text, zone text, language text)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, o.name, o.zone, o.language from organization o where o.id = wanted
$$;

create function organization_ids() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from organization order by id
$$;

create function person_join(new_id uuid, of_person uuid, in_organization uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into person_organization (id, person_id, organization_id) values (new_id, of_person, in_organization)
  on conflict (person_id, organization_id) do update set active = true
$$;

create function person_leave(of_person uuid, from_organization uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update person_organization set active = false where person_id = of_person and organization_id = from_organization
$$;

grant execute on function person_by_username, person_by_id, person_create, person_set_password, person_set_email,
  person_organizations, organization_create, organization_by_id, organization_ids, person_join, person_leave to plumbline_app;
grant execute on function organization_ids to plumbline_system;

-- A fact about a person's credentials, for everybody who must be able to prove it: the installation's own tree, and
-- those of the organisations the person belongs to, or of the one that is being entered.
create function log_person_fact(of_type text, of_person uuid, details jsonb, only_organization uuid default null) returns void
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  acting jsonb := log_context() || jsonb_strip_nulls(jsonb_build_object('person', of_person));
begin
  insert into log_entry (hint, txid, org_id, at, action, type, record_id, new, context)
  select nextval('log_hint'), pg_current_xact_id(), tree, entry_time(), 'fact', of_type, of_person, details::json, acting
  from (select '00000000-0000-0000-0000-000000000000'::uuid as tree where only_organization is null
    union all select organization_id from person_organization
    where person_id = of_person and active and organization_id = coalesce(only_organization, organization_id)) trees;
end
$$;
grant execute on function log_person_fact to plumbline_app;
