-- The organisation's notice board.

create table notice (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  title text not null check (title <> ''),
  text text not null,
  from_on date not null,
  until_on date,
  pinned boolean not null default false,
  author_id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, scope_id) references scope,
  foreign key (org_id, author_id) references membership,
  check (until_on >= from_on)
);
create index notice_board on notice (org_id, pinned desc, id desc);
create index notice_board_of_scope on notice (org_id, scope_id, pinned desc, id desc);
select protect_table('notice', 'tenant', 'home.notice', scoped => true);
