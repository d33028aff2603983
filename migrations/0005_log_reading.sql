-- How the log is read, exported and, at a person's erasure, blanked. The application role has no other way to it.

-- The log screen: newest first. Scoped readers see the entries of their scopes.
create function log_page(sought text, of_person uuid, of_type text, of_record uuid, of_action text,
  since timestamptz, until timestamptz, before_n bigint, take integer)
returns table (n bigint, at timestamptz, action text, type text, record_id uuid, label text, version bigint,
  person_id uuid, actor_kind text, operation text, fields jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.n, l.at, l.action, l.type, l.record_id,
    coalesce(e.new ->> 'printed_name', e.new ->> 'title', e.new ->> 'name', e.old ->> 'printed_name', e.old ->> 'title', e.old ->> 'name'),
    e.version, l.person_id, e.context ->> 'kind', l.operation,
    (select coalesce(jsonb_agg(f order by f), '[]') from jsonb_object_keys(coalesce(l.header::jsonb -> 'fields', '{}')) f where left(f, 1) <> '@')
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid
    and (current_setting('plumb.whole', true) = 'on' or e.scope_id = any(nullif(current_setting('plumb.scopes', true), '')::uuid[]))
    and (before_n is null or l.n < before_n)
    and (of_person is null or l.person_id = of_person)
    and (of_type is null or l.type = of_type)
    and (of_record is null or l.record_id = of_record)
    and (of_action is null or l.action = of_action)
    and (since is null or l.at >= since) and (until is null or l.at < until)
    and (sought is null or position(lower(sought) in lower(concat_ws(' ', l.type, l.operation, e.new, e.old, e.context ->> 'reason'))) > 0)
  order by l.n desc limit least(take, 101)
$$;

create function log_entry_at(wanted bigint)
returns table (n bigint, header jsonb, salts jsonb, old json, new json, context jsonb, leaf bytea, withheld jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.n, l.header::jsonb, l.salts::jsonb, e.old, e.new, e.context, l.leaf,
    (select jsonb_object_agg(f.field, by_entry.n)
     from log_leaf by_entry join log_entry erasure on erasure.txid = by_entry.txid and erasure.hint = by_entry.hint
     cross join lateral jsonb_array_elements(erasure.withholds) w
     cross join lateral jsonb_array_elements_text(w -> 1) f (field)
     where by_entry.org_id = l.org_id and by_entry.n > l.n and erasure.withholds is not null and (w ->> 0)::bigint = l.n)
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid and l.n = wanted
    and (current_setting('plumb.whole', true) = 'on' or e.scope_id = any(nullif(current_setting('plumb.scopes', true), '')::uuid[]))
$$;

create function log_size() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select size from log_tree where org_id = nullif(current_setting('plumb.org', true), '')::uuid), 0)
$$;

create function log_latest_checkpoint() returns table (size bigint, text text, at timestamptz, erasing boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  -- Erasing: values are gone already, and the entry that says so is not yet under this checkpoint.
  select c.size, c.text, c.at, exists (
      select from log_entry e where e.org_id = c.org_id and e.withholds is not null
        and not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint and l.n <= c.size))
  from log_checkpoint c
  where c.org_id = nullif(current_setting('plumb.org', true), '')::uuid order by c.size desc limit 1
$$;

-- Images as texts, so that an export never passes through a number format.
create function log_texts(image json) returns text
language sql immutable set search_path = public, pg_temp as $$
  select json_object_agg(key, value)::text from json_each_text(image)
$$;

create function log_without(image json, fields text[]) returns json
language sql immutable set search_path = public, pg_temp as $$
  select case when image is not null then coalesce(json_object_agg(key, value), '{}') end from json_each(image) where key <> all(fields)
$$;

create function log_export_page(after_n bigint, up_to bigint, take integer)
returns table (n bigint, header text, salts text, old text, new text, context text, leaf text)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.n, l.header, l.salts, log_texts(e.old), log_texts(e.new), e.context::text, translate(encode(l.leaf, 'base64'), E'\n', '')
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid and current_setting('plumb.whole', true) = 'on'
    and l.n > after_n and l.n <= up_to
  order by l.n limit take
$$;

grant execute on function log_page, log_entry_at, log_size, log_latest_checkpoint, log_export_page to plumbline_app;
grant execute on function log_texts to plumbline_app, plumbline_system;

-- Personal columns of each logged type, read from the tables' own comments.
create function personal_columns(of_type text) returns text[]
language sql stable set search_path = public, pg_temp as $$
  select string_to_array(substring(obj_description(c.oid) from 'personal: ([^;]*)'), ', ')
  from pg_class c where c.relkind = 'r' and obj_description(c.oid, 'pg_class') ~ ('type: ' || of_type || '(;|$)')
$$;

-- Takes values and salts out of one tree and leaves an entry that says which: the verifier accepts no other gap.
create function log_withhold(tree uuid, of_person uuid, rows_of uuid[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  blanked jsonb;
begin
  -- Holds the sequencer off: an entry numbered between the look and the blanking would keep its values.
  perform from log_sequencer for share;
  if exists (select from log_entry e where e.org_id = tree and (e.record_id = any(rows_of) or e.context ->> 'person' = of_person::text)
      and not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint)
      and e.txid <> pg_current_xact_id()) then
    raise exception 'entries wait for their number' using errcode = 'PL503';
  end if;
  with hit as (
    select l.org_id, l.n, l.txid, l.hint, f.fields
    from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
    cross join lateral (
      select array_agg(k order by k) as fields from jsonb_object_keys(l.salts::jsonb) k
      where (l.record_id = any(rows_of) and k = any(personal_columns(l.type)))
        or (e.context ->> 'person' = of_person::text and k in ('@address', '@device'))) f
    where l.org_id = tree and f.fields is not null
  ), leaves as (
    update log_leaf l set salts = ((l.salts::jsonb) - hit.fields)::text from hit where l.org_id = hit.org_id and l.n = hit.n
  ), entries as (
    update log_entry e set old = log_without(e.old, hit.fields), new = log_without(e.new, hit.fields),
      context = case when '@address' = any(hit.fields) or '@device' = any(hit.fields) then e.context - array['address', 'device'] else e.context end
    from hit where e.txid = hit.txid and e.hint = hit.hint
  )
  select jsonb_agg(jsonb_build_array(n, fields) order by n) into blanked from hit;
  -- Images also hold what an entry did not change and so never committed to.
  update log_entry e set old = log_without(e.old, personal_columns(e.type)), new = log_without(e.new, personal_columns(e.type))
  from log_leaf l
  where l.org_id = tree and l.record_id = any(rows_of) and e.txid = l.txid and e.hint = l.hint and personal_columns(e.type) is not null;
  if blanked is not null then
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, context, withholds)
    values (nextval('log_hint'), pg_current_xact_id(), tree, entry_time(), 'fact', 'identity.personErased', of_person, log_context(), blanked);
  end if;
end
$$;

-- Blanks what identifies a person, in the tables and in every tree, and keeps the ids.
create function person_erase(of_person uuid) returns void
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
  update person set username = null, email = null, password_hash = null, deactivated_at = coalesce(deactivated_at, entry_time()),
    erased_at = entry_time(), version = version + 1
  where id = of_person and erased_at is null;
  perform set_config('plumb.erasing', '', true);
end
$$;
grant execute on function person_erase to plumbline_app;
