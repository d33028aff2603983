-- Signatures (21 CFR Part 11): what was signed, by whom, meaning what; and who may sign at all.

create table signature (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  record_id uuid not null,
  type text not null,
  definition integer not null check (definition > 0),
  record_version bigint not null,
  point text not null check (point <> ''),
  -- 11.50(a): copied when it is signed, never joined, so that a later change of name or role alters nothing.
  meaning text not null check (meaning <> ''),
  membership_id uuid not null,
  printed_name text not null check (printed_name <> ''),
  acting_role text not null check (acting_role <> ''),
  zone text not null,
  signed_at timestamptz not null,
  -- Of the covered rows alone: what was shown, and what is reckoned anew to see whether the signature still stands.
  covered_digest text not null check (covered_digest ~ '^[0-9a-f]{64}$'),
  -- The bytes that were signed, and the kinds of row that they cover.
  content text not null,
  covers text[] not null check (cardinality(covers) > 0),
  digest text not null check (digest = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  ended_at timestamptz,
  ended_by uuid,
  end_reason text check (end_reason <> ''),
  primary key (org_id, id),
  foreign key (org_id, record_id, scope_id) references record (org_id, id, scope_id) on update cascade,
  foreign key (org_id, membership_id) references membership,
  foreign key (org_id, ended_by) references membership,
  check ((ended_at is null) = (end_reason is null)),
  check (ended_by is null or ended_at is not null)
);
create unique index signature_standing on signature (org_id, record_id, point, membership_id) where ended_at is null;
create index signature_of on signature (org_id, record_id, signed_at);
select protect_table('signature', 'tenant', 'signatures.signature', scoped => true, app_may => 'select, insert');
grant update (ended_at, ended_by, end_reason) on signature to plumbline_app;

-- 11.10(j): the text that every signer accepts before the first signature; version 1 comes with Plumbline and has no row.
create table accountability_policy (
  org_id uuid not null references organization,
  id uuid not null,
  version bigint not null check (version > 1),
  text text not null check (text <> ''),
  published_at timestamptz not null,
  published_by uuid not null,
  primary key (org_id, id),
  unique (org_id, version),
  foreign key (org_id, published_by) references membership
);
select protect_table('accountability_policy', 'tenant', 'signatures.policy', app_may => 'select, insert');

create table accountability_acceptance (
  org_id uuid not null references organization,
  id uuid not null,
  membership_id uuid not null,
  policy_version bigint not null check (policy_version > 0),
  -- Of the text that was shown: another text under the same number was never accepted.
  text_digest text not null check (text_digest ~ '^[0-9a-f]{64}$'),
  accepted_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, membership_id, policy_version, text_digest),
  foreign key (org_id, membership_id) references membership
);
select protect_table('accountability_acceptance', 'tenant', 'signatures.acceptance', app_may => 'select, insert');

-- 11.100(b): who made sure that somebody is who they say, and how; 11.300(c): ended when credentials are replaced.
create table signer_identity (
  org_id uuid not null references organization,
  id uuid not null,
  membership_id uuid not null,
  verified_by uuid not null,
  how text not null check (how <> ''),
  verified_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text check (end_reason <> ''),
  primary key (org_id, id),
  foreign key (org_id, membership_id) references membership,
  foreign key (org_id, verified_by) references membership,
  foreign key (org_id, ended_by) references membership,
  -- Two people, whatever the program does.
  check (verified_by <> membership_id),
  check ((ended_at is null) = (end_reason is null)),
  check (ended_by is null or ended_at is not null)
);
create unique index signer_identity_standing on signer_identity (org_id, membership_id) where ended_at is null;
create index signer_identity_of on signer_identity (org_id, membership_id, id);
select protect_table('signer_identity', 'tenant', 'signatures.identity', app_may => 'select, insert');
grant update (ended_at, ended_by, end_reason) on signer_identity to plumbline_app;

-- What has ended stays ended, at the same hour and for the same reason.
create function ends_once() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.ended_at is not null and (new.ended_at, new.ended_by, new.end_reason) is distinct from (old.ended_at, old.ended_by, old.end_reason) then
    raise exception '% has ended already', tg_table_name using errcode = '23514';
  end if;
  return new;
end
$$;
create trigger ends_once before update on signature for each row execute function ends_once();
create trigger ends_once before update on signer_identity for each row execute function ends_once();

-- Whoever's credentials were replaced by others is verified anew, in every organisation that relied on them.
create function signer_identities_end(of_person uuid, reason text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  entered constant text := current_setting('plumb.org', true);
  org uuid;
begin
  for org in select organization_id from person_organization where person_id = of_person loop
    perform set_config('plumb.org', org::text, true);
    update signer_identity i set ended_at = entry_time(), end_reason = reason
    where i.org_id = org and i.ended_at is null
      and i.membership_id = (select m.id from membership m where m.org_id = org and m.person_id = of_person);
  end loop;
  perform set_config('plumb.org', coalesce(entered, ''), true);
end
$$;

-- One covered row in the one spelling that is signed: keys in the order of their bytes, texts as the log's images say them.
create function covered_row(of_table text, of_id uuid, image json, columns text[]) returns text
language sql immutable set search_path = public, pg_temp as $$
  select format('{"id":%s,"table":%s,"values":{%s}}', to_json(of_id::text), to_json(of_table),
    (select string_agg(to_json(c.name)::text || ':' || coalesce(to_json(v.value)::text, 'null'), ',' order by c.name collate "C")
     from (select distinct unnest(columns) as name) c left join json_each_text(image) v on v.key = c.name))
$$;

create function covered_rows(covered text[]) returns text
language sql immutable set search_path = public, pg_temp as $$
  select '[' || coalesce(string_agg(r, ',' order by r::json ->> 'table' collate "C", r::json ->> 'id' collate "C"), '') || ']' from unnest(covered) r
$$;

create function covered_digest(covered text[]) returns text
language sql immutable set search_path = public, pg_temp as $$
  select encode(sha256(convert_to(covered_rows(covered), 'UTF8')), 'hex')
$$;
grant execute on function entry_time, signer_identities_end, covered_row, covered_rows, covered_digest to plumbline_app;
