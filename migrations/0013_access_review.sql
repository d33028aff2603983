-- The end of roles, and reviews of who holds which.

-- A role's last day can be moved; whose role it is, which and where never can.
grant update (ends_on) on membership_role to plumbline_app;
create index membership_role_ending on membership_role (org_id, ends_on, id) where ends_on is not null;

-- What was said of a role's end: each once, whatever runs twice. Another last day is another end.
create table role_end_notice (
  org_id uuid not null,
  assignment_id uuid not null,
  ends_on date not null,
  stage text not null check (stage in ('two weeks', 'one day', 'over')),
  primary key (org_id, assignment_id, ends_on, stage),
  foreign key (org_id, assignment_id) references membership_role on delete cascade
);
comment on table role_end_notice is 'technical';
grant select, insert on role_end_notice to plumbline_app;

create table access_review (
  org_id uuid not null references organization,
  id uuid not null,
  name text not null check (name <> ''),
  -- Roles in this scope and everything below it; the organisation's own id for all of them.
  scope_id uuid not null,
  due_on date not null,
  opened_by uuid not null,
  opened_at timestamptz not null,
  closed_by uuid,
  closed_at timestamptz,
  version bigint not null default 1,
  primary key (org_id, id),
  foreign key (org_id, scope_id) references scope,
  foreign key (org_id, opened_by) references membership,
  foreign key (org_id, closed_by) references membership,
  check ((closed_at is null) = (closed_by is null))
);
-- Nothing of a review is ever deleted, and only its closing may be written.
select protect_table('access_review', 'tenant', 'access.review', app_may => 'select, insert');
grant update (closed_by, closed_at, version) on access_review to plumbline_app;

-- One role of one person as it stood when the review was opened. The role itself may go: names stay here.
create table access_review_item (
  org_id uuid not null references organization,
  id uuid not null,
  review_id uuid not null,
  assignment_id uuid not null,
  membership_id uuid not null,
  role_id uuid not null,
  role_name text not null,
  scope_id uuid not null,
  scope_name text not null,
  ends_on date,
  decision text check (decision in ('keep', 'remove', 'gone')),
  reason text,
  decided_by uuid,
  decided_at timestamptz,
  version bigint not null default 1,
  primary key (org_id, id),
  unique (org_id, review_id, assignment_id),
  foreign key (org_id, review_id) references access_review,
  foreign key (org_id, membership_id) references membership,
  foreign key (org_id, scope_id) references scope,
  foreign key (org_id, decided_by) references membership,
  check ((decision is null) = (decided_at is null)),
  check ((decided_by is not null) = coalesce(decision in ('keep', 'remove'), false)),
  check (decision is distinct from 'remove' or coalesce(reason, '') <> ''),
  -- Nobody reviews their own access, whatever the program does.
  check (decided_by <> membership_id)
);
select protect_table('access_review_item', 'tenant', 'access.reviewItem', app_may => 'select, insert');
grant update (decision, reason, decided_by, decided_at, version) on access_review_item to plumbline_app;
