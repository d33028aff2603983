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
  old jsonb,
  new jsonb,
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

-- Set-wise: one insert per statement, whatever the number of rows. Arguments: record type, class, secrets, personal.
-- An erasure turns personal columns into secrets for its own statements, or it would log what it takes away.
create function log_capture() returns trigger
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  acting jsonb := log_context();
  instant timestamptz := entry_time();
  nowhere constant uuid := '00000000-0000-0000-0000-000000000000';
  of_type constant text := tg_argv[0];
  of_tenant constant boolean := tg_argv[1] = 'tenant';
  hidden text[] := tg_argv[2]::text[];
begin
  if current_setting('plumb.erasing', true) = 'on' then
    hidden := hidden || tg_argv[3]::text[];
  end if;
  if tg_op = 'INSERT' then
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, version, new, changed_secrets, context)
    select nextval('log_hint'), pg_current_xact_id(), case when of_tenant then (image ->> 'org_id')::uuid else nowhere end,
      instant, 'insert', of_type, (image ->> 'id')::uuid, (image ->> 'scope_id')::uuid, (image ->> 'version')::bigint,
      image - hidden,
      case when hidden <> '{}' then (select array_agg(h) from unnest(hidden) h where jsonb_typeof(image -> h) <> 'null') end, acting
    from (select to_jsonb(n) as image from new_rows n) rows;
  elsif tg_op = 'DELETE' then
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, version, old, context)
    select nextval('log_hint'), pg_current_xact_id(), case when of_tenant then (image ->> 'org_id')::uuid else nowhere end,
      instant, 'delete', of_type, (image ->> 'id')::uuid, (image ->> 'scope_id')::uuid, (image ->> 'version')::bigint,
      image - hidden, acting
    from (select to_jsonb(o) as image from old_rows o) rows;
  else
    insert into log_entry (hint, txid, org_id, at, action, type, record_id, scope_id, version, old, new, changed_secrets, context)
    select nextval('log_hint'), pg_current_xact_id(), case when of_tenant then (after ->> 'org_id')::uuid else nowhere end,
      instant, 'update', of_type, (after ->> 'id')::uuid, (after ->> 'scope_id')::uuid, (after ->> 'version')::bigint,
      before - hidden, after - hidden,
      case when hidden <> '{}' then (select array_agg(h) from unnest(hidden) h where before -> h is distinct from after -> h) end, acting
    from (select to_jsonb(o) as before, to_jsonb(n) as after from old_rows o join new_rows n on n.id = o.id) rows
    where before <> after;
  end if;
  return null;
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
    'fact', of_type, about, in_scope, details, log_context());
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
  foreach event in array array['insert', 'update', 'delete'] loop
    execute format('create trigger log_%s after %s on %s referencing %s for each statement execute function log_capture(%L, %L, %L, %L)',
      event, event, target,
      case event when 'insert' then 'new table as new_rows' when 'delete' then 'old table as old_rows'
        else 'old table as old_rows new table as new_rows' end,
      of_type, class, changed_only::text, personal::text);
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
