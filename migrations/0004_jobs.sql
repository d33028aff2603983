-- The queue and the counters.

create table job (
  id uuid primary key,
  org_id uuid references organization,
  kind text not null,
  payload jsonb not null,
  run_at timestamptz not null,
  attempts integer not null default 0,
  max_attempts integer not null default 8,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  -- Raised at every claim: a worker that lost its lease finds a higher number and its result is not taken.
  fence bigint not null default 0,
  leased_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index job_due on job (run_at, id) where state = 'waiting';
comment on table job is 'technical';
grant insert on job to plumbline_app;
grant select, update, delete on job to plumbline_system;

create table counter (
  org_id uuid not null references organization,
  name text not null,
  value bigint not null,
  primary key (org_id, name)
);
comment on table counter is 'technical';

-- The counter's row stays locked until commit: numbers are gapless, so callers draw them last.
create function next_number(of_counter text) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into counter as c (org_id, name, value) values (nullif(current_setting('plumb.org', true), '')::uuid, of_counter, 1)
  on conflict (org_id, name) do update set value = c.value + 1
  returning value
$$;
grant execute on function next_number to plumbline_app;
