-- Named access tokens, and the help of administrators for whoever cannot sign in any more.

-- What a person lets a program do in their name. The secret's digest and the rights themselves lie in the token's session,
-- where the one door reads them; this is what people and the log see of it.
create table api_token (
  org_id uuid not null references organization,
  id uuid not null,
  membership_id uuid not null,
  name text not null check (name <> ''),
  permissions text[] not null check (cardinality(permissions) > 0),
  scopes uuid[] not null check (cardinality(scopes) > 0),
  made_on date not null,
  -- The last day of it, in the organisation's zone.
  ends_on date not null,
  revoked_at timestamptz,
  revoked_by uuid,
  version bigint not null default 1,
  primary key (org_id, id),
  foreign key (org_id, membership_id) references membership,
  foreign key (org_id, revoked_by) references membership,
  check (ends_on between made_on and made_on + 366),
  check ((revoked_at is null) = (revoked_by is null))
);
create index api_token_of_membership on api_token (org_id, membership_id, id);
select protect_table('api_token', 'tenant', 'access.apiToken', app_may => 'select, insert, update');

-- For a query that asks for more than the right it is entered with: refused like any other lack of a right.
create function require_whole(wanted text) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin
  if not holds(wanted, nullif(current_setting('plumb.org', true), '')::uuid) then
    raise exception 'no permission' using errcode = 'PL403';
  end if;
  return true;
end
$$;
grant execute on function require_whole to plumbline_app;

-- Password and second factor together: asked for by one administrator, approved by another.
create table credential_reset (
  org_id uuid not null references organization,
  id uuid not null,
  membership_id uuid not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null check (reason <> ''),
  -- Of the address that the letter shall go to: whoever changes it meanwhile gets no letter.
  address_digest bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'declined', 'lapsed')),
  decided_by uuid,
  decided_at timestamptz,
  decline_reason text,
  version bigint not null default 1,
  primary key (org_id, id),
  foreign key (org_id, membership_id) references membership,
  foreign key (org_id, requested_by) references membership,
  foreign key (org_id, decided_by) references membership,
  check (requested_by <> membership_id),
  check ((state in ('approved', 'declined')) = (decided_by is not null)),
  check ((decided_by is null) = (decided_at is null)),
  check ((state = 'declined') = (decline_reason is not null)),
  -- Two people, whatever the program does.
  check (state <> 'approved' or (decided_by <> requested_by and decided_by <> membership_id))
);
create unique index credential_reset_waiting on credential_reset (org_id, membership_id) where state = 'waiting';
create index credential_reset_newest on credential_reset (org_id, id desc);
select protect_table('credential_reset', 'tenant', 'access.credentialReset', changed_only => '{address_digest}',
  app_may => 'select, insert, update');

alter table one_time_link
  drop constraint one_time_link_kind_check,
  add constraint one_time_link_kind_check check (kind in ('invitation', 'reset', 'unlock', 'second_factor', 'recovery'));
