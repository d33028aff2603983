-- The ground: the installation's own row, entry time, the log and the one function that puts a table behind the wall.

revoke all on schema public from public;
grant usage on schema public to plumbline_app, plumbline_system, plumbline_backup;
-- A new function is executable by nobody until a grant names who may call it.
alter default privileges revoke execute on functions from public;
alter default privileges grant select on tables to plumbline_backup;
alter default privileges grant select on sequences to plumbline_backup;

create table installation (
  only_row boolean primary key default true check (only_row),
  id uuid not null,
  simulated boolean not null,
  created_at timestamptz not null default clock_timestamp()
);
comment on table installation is 'technical';
grant select on installation to plumbline_app, plumbline_system;

-- Nobody can supply the time of an entry, except in an installation that was created as simulated.
create function entry_time() returns timestamptz
language sql volatile security definer set search_path = public, pg_temp as $$
  select case when simulated and nullif(current_setting('plumb.clock', true), '') is not null
    then current_setting('plumb.clock')::timestamptz else clock_timestamp() end
  from installation
$$;

------------------------------------------------------------------------------------------------------------ the log

create sequence log_hint;

create table log_entry (
  hint bigint not null,
  txid xid8 not null,
  org_id uuid not null,
  at timestamptz not null,
  action text not null check (action in ('insert', 'update', 'delete', 'fact')),
  type text not null,
  record_id uuid,
  scope_id uuid,
  version bigint,
  old json,
  new json,
  changed_secrets text[],
  context jsonb not null,
  withholds jsonb,
  primary key (txid, hint)
);
create index log_entry_withholding on log_entry (org_id) where withholds is not null;
comment on table log_entry is 'log';

create table log_leaf (
  org_id uuid not null,
  n bigint not null check (n > 0),
  hint bigint not null,
  txid xid8 not null,
  header text not null,
  salts text not null,
  leaf bytea not null check (length(leaf) = 32),
  sequenced_at timestamptz not null,
  at timestamptz not null,
  action text not null,
  type text not null,
  record_id uuid,
  person_id uuid,
  operation text,
  primary key (org_id, n)
);
create unique index log_leaf_entry on log_leaf (txid, hint);
create index log_leaf_record on log_leaf (org_id, record_id, n);
create index log_leaf_person on log_leaf (org_id, person_id, n);
comment on table log_leaf is 'log';

create table log_tree (
  org_id uuid primary key,
  size bigint not null,
  peaks bytea[] not null,
  sequenced_at timestamptz not null
);
comment on table log_tree is 'log';

create table log_checkpoint (
  org_id uuid not null,
  size bigint not null,
  text text not null,
  at timestamptz not null,
  primary key (org_id, size)
);
comment on table log_checkpoint is 'log';

create table log_sequencer (
  only_row boolean primary key default true check (only_row),
  holder uuid,
  fence bigint not null default 0,
  until timestamptz not null default '-infinity',
  done_before xid8 not null default '0'
);
insert into log_sequencer default values;
comment on table log_sequencer is 'technical';

grant select on log_entry to plumbline_system;
grant select, insert on log_leaf, log_checkpoint to plumbline_system;
grant select, insert, update on log_tree, log_sequencer to plumbline_system;

-- Who acts, as the operation layer stated it; whatever comes in without it is somebody at a console.
create function log_context() returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(nullif(current_setting('plumb.context', true), '')::jsonb,
    jsonb_build_object('kind', 'console', 'role', session_user))
$$;

-- Each logged table has a capture function of its own, written here: set-wise, one insert per statement whatever the number
-- of rows, and with the table's columns named, as taking them out of an image would double its cost.
-- An erasure turns personal columns into secrets for its own statements, or it would log what it takes away.
create function log_capture_source(target regclass, class text, of_type text, changed_only text[], personal text[]) returns text
language plpgsql stable set search_path = public, pg_temp as $$
declare
  hides constant boolean := changed_only <> '{}' or personal <> '{}';
  has_scope constant boolean := exists (select from pg_attribute where attrelid = target and attname = 'scope_id' and not attisdropped);
  has_version constant boolean := exists (select from pg_attribute where attrelid = target and attname = 'version' and not attisdropped);
  nowhere constant text := quote_literal('00000000-0000-0000-0000-000000000000') || '::uuid';
  side text;
  alias text;
  source text := $source$
declare
  acting jsonb := log_context();
  instant timestamptz := entry_time();
  hidden text[] := {changed_only};
begin
  if {personal}::text[] <> '{}' and current_setting('plumb.erasing', true) = 'on' then
    hidden := hidden || {personal}::text[];
  end if;
  if tg_op = 'INSERT' then
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, version, new, changed_secrets, context)
    select nextval('log_hint'), pg_current_xact_id(), {new.org}, instant, 'insert', {type}, n.id, {new.scope}, {new.version},
      {new.image}, {new.secrets}, acting
    from new_rows n;
  elsif tg_op = 'DELETE' then
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, version, old, context)
    select nextval('log_hint'), pg_current_xact_id(), {old.org}, instant, 'delete', {type}, o.id, {old.scope}, {old.version},
      {old.image}, acting
    from old_rows o;
  else
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, version, old, new, changed_secrets, context)
    select nextval('log_hint'), pg_current_xact_id(), {new.org}, instant, 'update', {type}, n.id, {new.scope}, {new.version},
      {old.image}, {new.image}, {both.secrets}, acting
    from old_rows o join new_rows n on n.id = o.id
    where o *<> n;
  end if;
  return null;
end
$source$;
begin
  source := replace(replace(replace(source, '{changed_only}', quote_literal(changed_only)), '{personal}', quote_literal(personal)), '{type}', quote_literal(of_type));
  foreach side in array array['new', 'old'] loop
    alias := left(side, 1);
    source := replace(source, '{' || side || '.org}', case class when 'tenant' then alias || '.org_id' else nowhere end);
    source := replace(source, '{' || side || '.scope}', case when has_scope then alias || '.scope_id' else 'null' end);
    source := replace(source, '{' || side || '.version}', case when has_version then alias || '.version' else 'null' end);
    source := replace(source, '{' || side || '.image}', case when hides
      then format('(select json_object_agg(key, value) from json_each(row_to_json(%s)) where key <> all(hidden))', alias)
      else format('row_to_json(%s)', alias) end);
  end loop;
  source := replace(source, '{new.secrets}', case when hides
    then '(select array_agg(key order by key) from jsonb_each(to_jsonb(n)) where key = any(hidden) and jsonb_typeof(value) <> ''null'')' else 'null' end);
  return replace(source, '{both.secrets}', case when hides
    then '(select array_agg(b.key order by b.key) from jsonb_each(to_jsonb(o)) b join jsonb_each(to_jsonb(n)) a using (key) where b.key = any(hidden) and a.value <> b.value)' else 'null' end);
end
$$;

-- Facts worth proving that change no row. `installation` puts one into the installation's own tree.
create function log_fact(of_type text, about uuid, in_scope uuid, details jsonb, in_installation boolean default false) returns void
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  tree uuid := case when in_installation then null else nullif(current_setting('plumb.org', true), '')::uuid end;
begin
  insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, new, context)
  values (nextval('log_hint'), pg_current_xact_id(), coalesce(tree, '00000000-0000-0000-0000-000000000000'), entry_time(),
    'fact', of_type, about, in_scope, details::json, log_context());
end
$$;
grant execute on function log_fact to plumbline_app, plumbline_system;

------------------------------------------------------------------------------------------- a table behind the wall

-- Every table of business data or of people passes through here; the schema check proves that none is missing.
--   class         tenant | installation
--   of_type       what the log calls a row: 'home.notice'
--   scoped        the row lies in a scope, and only who reaches that scope sees it
--   changed_only  secrets: logged as changed, without value
--   personal      blanked by an erasure, in the table and in the log
create function protect_table(
  target regclass, class text, of_type text, scoped boolean default false,
  changed_only text[] default '{}', personal text[] default '{}', app_may text default 'select, insert, update, delete'
) returns void language plpgsql as $$
declare
  event text;
  columns text;
begin
  if class not in ('tenant', 'installation') then
    raise exception 'protect_table: unknown class %', class;
  end if;
  execute format('comment on table %s is %L', target, concat_ws('; ', class, 'type: ' || of_type,
    case when changed_only <> '{}' then 'changed-only: ' || array_to_string(changed_only, ', ') end,
    case when personal <> '{}' then 'personal: ' || array_to_string(personal, ', ') end));
  execute format('create or replace function %I() returns trigger language plpgsql security definer
      set search_path = public, pg_temp set timezone = ''UTC'' as %L',
    'log_capture_' || target, log_capture_source(target, class, of_type, changed_only, personal));
  foreach event in array array['insert', 'update', 'delete'] loop
    execute format('create or replace trigger log_%s after %s on %s referencing %s for each statement execute function %I()',
      event, event, target,
      case event when 'insert' then 'new table as new_rows' when 'delete' then 'old table as old_rows'
        else 'old table as old_rows new table as new_rows' end,
      'log_capture_' || target);
  end loop;
  if class = 'tenant' then
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    if scoped then
      execute format($policy$create policy scope_wall on %s
        using (org_id = (select nullif(current_setting('plumb.org', true), '')::uuid) and scope_id = any((select nullif(current_setting('plumb.scopes', true), '')::uuid[])::uuid[]))
        with check (org_id = (select nullif(current_setting('plumb.org', true), '')::uuid) and scope_id = any((select nullif(current_setting('plumb.scopes', true), '')::uuid[])::uuid[]))$policy$, target);
    else
      execute format($policy$create policy organization_wall on %s
        using (org_id = (select nullif(current_setting('plumb.org', true), '')::uuid))
        with check (org_id = (select nullif(current_setting('plumb.org', true), '')::uuid))$policy$, target);
    end if;
    -- An identity never changes: update is granted column by column, without org_id and id.
    if app_may like '%update%' then
      select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
      where attrelid = target and attnum > 0 and not attisdropped and attgenerated = '' and attname not in ('org_id', 'id');
      execute format('grant update (%s) on %s to plumbline_app', columns, target);
    end if;
    execute format('grant %s on %s to plumbline_app', trim(both ', ' from regexp_replace(app_may, '(^|,)\s*update', '', 'g')), target);
  end if;
end
$$;
