-- The log's screen shows of a record what its page would: a field that takes a right to be seen is not there for whoever
-- lacks it where the entry lies. `hidden` comes from the declarations: {"sample.thing": {"cost": "sample.thing.price"}}.

drop function log_page(text, uuid, text, uuid, text, timestamptz, timestamptz, bigint, integer);
drop function log_entry_at(bigint);

-- Columns of each logged type with the scopes in which the reader may see them.
create function log_hides(hidden jsonb) returns table (of_type text, col text, scopes uuid[])
language sql stable set search_path = public, pg_temp as $$
  select t.key, c.key, (own_reach(c.value)).scopes from jsonb_each(hidden) t cross join lateral jsonb_each_text(t.value) c
$$;

-- Newest first. Scoped readers see the entries of their scopes. A search never finds what is not shown.
create function log_page(sought text, of_person uuid, only_type text, of_record uuid, of_action text,
  since timestamptz, until timestamptz, before_n bigint, take integer, hidden jsonb)
returns table (n bigint, at timestamptz, action text, type text, record_id uuid, label text, version bigint,
  person_id uuid, actor_kind text, operation text, fields jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  with hides as materialized (select * from log_hides(hidden))
  select l.n, l.at, l.action, l.type, l.record_id,
    coalesce(s.new ->> 'printed_name', s.new ->> 'title', s.new ->> 'name', s.old ->> 'printed_name', s.old ->> 'title', s.old ->> 'name'),
    e.version, l.person_id, e.context ->> 'kind', l.operation,
    (select coalesce(jsonb_agg(f order by f), '[]') from jsonb_object_keys(coalesce(l.header::jsonb -> 'fields', '{}')) f
      where left(f, 1) <> '@' and f <> all(k.cols))
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  cross join lateral (select array(select h.col from hides h where h.of_type = l.type and not coalesce(e.scope_id = any(h.scopes), false)) as cols) k
  cross join lateral (select case when k.cols = '{}' then e.old else log_without(e.old, k.cols) end as old,
    case when k.cols = '{}' then e.new else log_without(e.new, k.cols) end as new) s
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid
    and (current_setting('plumb.whole', true) = 'on' or e.scope_id = any(nullif(current_setting('plumb.scopes', true), '')::uuid[]))
    and (before_n is null or l.n < before_n)
    and (of_person is null or l.person_id = of_person)
    and (only_type is null or l.type = only_type)
    and (of_record is null or l.record_id = of_record)
    and (of_action is null or l.action = of_action)
    and (since is null or l.at >= since) and (until is null or l.at < until)
    and (sought is null or position(lower(sought) in lower(concat_ws(' ', l.type, l.operation, s.new, s.old, e.context ->> 'reason'))) > 0)
  order by l.n desc limit least(take, 101)
$$;

create function log_entry_at(wanted bigint, hidden jsonb)
returns table (n bigint, header jsonb, hides text[], old json, new json, context jsonb, leaf bytea, withheld jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.n, l.header::jsonb, k.cols, log_without(e.old, k.cols), log_without(e.new, k.cols), e.context, l.leaf,
    (select jsonb_object_agg(f.field, by_entry.n)
     from log_leaf by_entry join log_entry erasure on erasure.txid = by_entry.txid and erasure.hint = by_entry.hint
     cross join lateral jsonb_array_elements(erasure.withholds) w
     cross join lateral jsonb_array_elements_text(w -> 1) f (field)
     where by_entry.org_id = l.org_id and by_entry.n > l.n and erasure.withholds is not null and (w ->> 0)::bigint = l.n)
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  cross join lateral (select array(select h.col from log_hides(hidden) h where h.of_type = l.type and not coalesce(e.scope_id = any(h.scopes), false)) as cols) k
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid and l.n = wanted
    and (current_setting('plumb.whole', true) = 'on' or e.scope_id = any(nullif(current_setting('plumb.scopes', true), '')::uuid[]))
$$;
grant execute on function log_page, log_entry_at to plumbline_app;
