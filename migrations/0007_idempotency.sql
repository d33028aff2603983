-- What a repeated request was answered the first time. Written in the command's own transaction, so it is there exactly
-- when the change is.
create table idempotency_key (
  org_id uuid not null references organization,
  person_id uuid not null references person,
  operation text not null,
  key_digest bytea not null,
  request_digest bytea not null,
  answer text,
  created_at timestamptz not null,
  primary key (org_id, person_id, operation, key_digest)
);
create index idempotency_key_age on idempotency_key (created_at);
comment on table idempotency_key is 'technical';
grant select, insert, update on idempotency_key to plumbline_app;
grant select, delete on idempotency_key to plumbline_system;
