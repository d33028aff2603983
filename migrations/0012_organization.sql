-- What an organisation says of itself, and how far its first set-up has come.

-- Organisations that stand already work; only new ones are led through a first run.
alter table organization add setup text not null default 'done' check (setup in ('open', 'done', 'dismissed'));
alter table organization alter setup set default 'open';

-- One row for the one picture, of the organisation's own id. Its bytes would fill the log; the digest proves which it was.
create table organization_logo (
  org_id uuid not null references organization,
  id uuid not null,
  content bytea,
  type text check (type in ('image/png', 'image/jpeg', 'image/webp')),
  digest text,
  width integer check (width between 1 and 1024),
  height integer check (height between 1 and 1024),
  version bigint not null default 1,
  primary key (org_id, id),
  check (id = org_id),
  check (num_nulls(content, type, digest, width, height) in (0, 5)),
  check (octet_length(content) <= 262144 and digest = encode(sha256(content), 'hex'))
);
select protect_table('organization_logo', 'tenant', 'access.organizationLogo', changed_only => '{content}', app_may => 'select, insert, update');

create table organization_banner (
  org_id uuid not null references organization,
  id uuid not null,
  text text check (text <> ''),
  tone text not null check (tone in ('info', 'warning')),
  until_on date,
  version bigint not null default 1,
  primary key (org_id, id),
  check (id = org_id)
);
select protect_table('organization_banner', 'tenant', 'access.organizationBanner', app_may => 'select, insert, update');

-- What somebody decided about a step of the first run that no other row tells: leave it out, or keep what is there.
create table setup_decision (
  org_id uuid not null references organization,
  id uuid not null,
  step text not null check (step in ('logo', 'banner', 'region', 'departments', 'people', 'roles')),
  decision text not null check (decision in ('skipped', 'confirmed')),
  primary key (org_id, id),
  unique (org_id, step)
);
select protect_table('setup_decision', 'tenant', 'access.setupDecision', app_may => 'select, insert');

-- The organisation of this transaction, for its own administrators.
create function own_organization() returns table (id uuid, name text, zone text, language text, currency text, setup text, version bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, o.name, o.zone, o.language, o.currency, o.setup, o.version from organization o
  where o.id = nullif(current_setting('plumb.org', true), '')::uuid
$$;

-- Answers the new version, or nothing when somebody was faster.
create function own_organization_edit(called text, in_zone text, speaks text, pays text, seen_version bigint) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  update organization set name = called, zone = in_zone, language = speaks, currency = pays, version = version + 1
  where id = nullif(current_setting('plumb.org', true), '')::uuid and version = seen_version
  returning version
$$;

-- Closed once and for good; answers nothing when it was closed before.
create function own_organization_close_setup(how text) returns text
language sql volatile security definer set search_path = public, pg_temp as $$
  update organization set setup = how where id = nullif(current_setting('plumb.org', true), '')::uuid and setup = 'open'
  returning setup
$$;

grant execute on function own_organization, own_organization_edit, own_organization_close_setup to plumbline_app;
