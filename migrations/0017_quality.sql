-- The quality app's records. What all records have lies in `record`; here is what is particular to each.

create table capa (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  kind text not null check (kind in ('corrective', 'preventive', 'improvement')),
  problem text not null check (problem <> ''),
  source_reference text,
  priority text check (priority in ('high', 'medium', 'low')),
  rationale text,
  causes text[],
  root_cause text,
  extent text,
  plan text,
  criterion text,
  check_on date,
  training_reason text,
  side_effects text,
  extended_to date,
  observed text,
  primary key (org_id, id),
  foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade
);
create index capa_kind on capa (org_id, scope_id, kind, id);
create index capa_priority on capa (org_id, scope_id, priority, id);
select protect_table('capa', 'tenant', 'quality.capa', scoped => true, app_may => 'select, insert, update');

create table capa_action (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  kind text not null check (kind in ('elimination', 'engineering', 'procedural', 'training')),
  task text not null check (task <> ''),
  evidence text,
  primary key (org_id, id),
  foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade
);
create index capa_action_kind on capa_action (org_id, scope_id, kind, id);
select protect_table('capa_action', 'tenant', 'quality.capaAction', scoped => true, app_may => 'select, insert, update');
