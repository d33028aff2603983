-- What every record has, whatever its type. A type's own table is one to one with it and holds the particular fields.

create table record (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  type text not null check (type ~ '^[a-z]+\.[a-zA-Z]+$'),
  -- The version of the type's machine that the record began with, and stays on.
  definition integer not null check (definition > 0),
  number text,
  title text not null check (title <> ''),
  state text not null,
  -- Who must act next: 'owner', or the permission of those who may. Null once nobody has to.
  waits_for text,
  author_id uuid,
  owner_id uuid,
  parent_id uuid,
  due_on date,
  -- Orders what has no day behind everything else, by a plain column: an index on an expression is of no use behind the wall.
  due_by date not null generated always as (coalesce(due_on, 'infinity'::date)) stored,
  occurred_at timestamptz,
  effective_on date,
  -- Left its first state: from now on a change asks for a reason.
  submitted_at timestamptz,
  updated_by uuid,
  closed_at timestamptz,
  retention text not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, id, scope_id),
  unique (org_id, type, number),
  foreign key (org_id, scope_id) references scope,
  foreign key (org_id, author_id) references membership,
  foreign key (org_id, owner_id) references membership,
  foreign key (org_id, updated_by) references membership,
  foreign key (org_id, parent_id, scope_id) references record (org_id, id, scope_id) on update cascade,
  check (parent_id <> id),
  check ((waits_for is null) = (closed_at is not null))
);
create index record_by_scope on record (org_id, type, scope_id, id);
create index record_by_type on record (org_id, type, id);
create index record_by_state on record (org_id, type, state, id);
create index record_by_due on record (org_id, type, due_by, id);
create index record_by_title on record (org_id, type, title, id);
create index record_children on record (org_id, parent_id, id) where parent_id is not null;
create index record_owned on record (org_id, owner_id, due_on, id) where closed_at is null;
create index record_waiting on record (org_id, waits_for, scope_id, due_on, id) where closed_at is null;
select protect_table('record', 'tenant', 'records.record', scoped => true, app_may => 'select, insert, update');

-- Who had a hand in a record: its author, everybody who edited it, whoever took a transition. Rules of segregation read it.
create table record_party (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  record_id uuid not null,
  membership_id uuid not null,
  part text not null,
  primary key (org_id, id),
  foreign key (org_id, record_id, scope_id) references record (org_id, id, scope_id) on update cascade,
  foreign key (org_id, membership_id) references membership
);
create unique index record_party_once on record_party (org_id, record_id, part, membership_id);
select protect_table('record_party', 'tenant', 'records.party', scoped => true, app_may => 'select, insert');

create table record_comment (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  record_id uuid not null,
  author_id uuid not null,
  text text not null check (text <> ''),
  mentions uuid[] not null default '{}',
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, record_id, scope_id) references record (org_id, id, scope_id) on update cascade,
  foreign key (org_id, author_id) references membership
);
create index record_comment_of on record_comment (org_id, record_id, id);
select protect_table('record_comment', 'tenant', 'records.comment', scoped => true, app_may => 'select, insert');

-- A link is ended, never deleted: what was linked when a signature was given stays readable.
create table record_link (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  record_id uuid not null,
  to_id uuid not null,
  kind text not null,
  author_id uuid not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  primary key (org_id, id),
  foreign key (org_id, record_id, scope_id) references record (org_id, id, scope_id) on update cascade,
  foreign key (org_id, to_id) references record,
  foreign key (org_id, author_id) references membership,
  foreign key (org_id, ended_by) references membership,
  check (record_id <> to_id),
  check ((ended_at is null) = (ended_by is null))
);
create unique index record_link_once on record_link (org_id, record_id, kind, to_id) where ended_at is null;
create index record_link_back on record_link (org_id, to_id, kind) where ended_at is null;
select protect_table('record_link', 'tenant', 'records.link', scoped => true, app_may => 'select, insert, update');

-- A list as somebody likes to see it: filters, order and columns, as they stand in the address.
create table record_view (
  org_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  type text not null,
  name text not null check (name <> ''),
  query text not null,
  shared boolean not null default false,
  version bigint not null default 1,
  primary key (org_id, id),
  foreign key (org_id, owner_id) references membership
);
create unique index record_view_name on record_view (org_id, type, owner_id, name);
select protect_table('record_view', 'tenant', 'records.view');

-- What the log says a row was at an instant: the last entry numbered at or before it. Today's sight decides: the row's
-- scope must be in reach now.
create function log_image_at(of_type text, of_row uuid, instant timestamptz) returns json
language sql stable security definer set search_path = public, pg_temp as $$
  select e.new
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid and l.record_id = of_row and l.type = of_type
    and l.sequenced_at <= instant and e.scope_id = any(nullif(current_setting('plumb.scopes', true), '')::uuid[])
  order by l.n desc limit 1
$$;

-- The entries about some rows of one record, oldest first; rows of one transaction belong together.
create function log_of_rows(rows_of uuid[], after_n bigint, take integer)
returns table (n bigint, txid text, at timestamptz, action text, type text, row_id uuid, version bigint, old json, new json, context jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.n, l.txid::text, l.sequenced_at, l.action, l.type, l.record_id, e.version, e.old, e.new, e.context - array['address', 'device']
  from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
  where l.org_id = nullif(current_setting('plumb.org', true), '')::uuid and l.record_id = any(rows_of) and l.n > after_n
    and e.scope_id = any(nullif(current_setting('plumb.scopes', true), '')::uuid[])
  order by l.n limit take
$$;

grant execute on function log_image_at, log_of_rows to plumbline_app;

-- Which machines have ever begun records here: the server starts only with all of them.
create table record_definition (
  type text not null,
  definition integer not null,
  primary key (type, definition)
);
comment on table record_definition is 'technical';
grant select, insert on record_definition to plumbline_app;

-- What waits for the person of this transaction, across all types: for each type within the reach of its right to read, and
-- for each right that a record waits for within the reach of that right. The wall's scopes are set for this look alone.
create function my_work(types text[], rights text[], take integer)
returns table (id uuid, type text, number text, title text, state text, scope_id uuid, due_on date, owner_id uuid, mine boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  entered constant text := current_setting('plumb.scopes', true);
  in_org constant uuid := nullif(current_setting('plumb.org', true), '')::uuid;
  me constant uuid := (log_context() ->> 'membership')::uuid;
  readable record;
begin
  for readable in select t.name, (own_reach(t.name || '.read')).scopes as scopes from unnest(types) t (name) loop
    continue when readable.scopes is null;
    perform set_config('plumb.scopes', readable.scopes::text, true);
    return query
      select r.id, r.type, r.number, r.title, r.state, r.scope_id, r.due_on, r.owner_id, r.waits_for = 'owner'
      from record r where r.org_id = in_org and r.owner_id = me and r.closed_at is null and r.type = readable.name
      order by r.due_on, r.id limit take;
    return query
      select r.id, r.type, r.number, r.title, r.state, r.scope_id, r.due_on, r.owner_id, true
      from unnest(rights) w (permission) cross join lateral own_reach(w.permission) o
      cross join lateral (select x.* from record x where x.org_id = in_org and x.waits_for = w.permission and x.closed_at is null and x.type = readable.name
        and x.scope_id = any(o.scopes) and x.owner_id is distinct from me order by x.due_on, x.id limit take) r
      where w.permission like readable.name || '.%';
  end loop;
  perform set_config('plumb.scopes', coalesce(entered, ''), true);
end
$$;
grant execute on function my_work to plumbline_app;

-- Whether somebody else of the same organisation holds a right in a scope: whom one may mention, or make an owner.
create function other_holds(of_membership uuid, wanted text, in_scope uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(in_scope = any((reach_of(nullif(current_setting('plumb.org', true), '')::uuid, of_membership, wanted,
    nullif(current_setting('plumb.today', true), '')::date)).scopes), false)
$$;
grant execute on function own_reach, log_context, other_holds to plumbline_app;
