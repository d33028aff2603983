-- Calibrations. Instruments held against a standard. Whoever uses one plans its calibration.

create table calibration (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  instrument text not null check (instrument <> ''),
  kind text check (kind in ('own', 'external')),
  procedure jsonb,
  readings jsonb,
  deviation bigint check (deviation >= 0 and deviation <= 100000),
  assessor uuid,
  cost_minor bigint,
  cost_currency text,
  remark text,
  primary key (org_id, id),
  foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade,
  foreign key (org_id, assessor) references membership,
  check ((cost_minor is null) = (cost_currency is null))
);
create index calibration_instrument on calibration (org_id, scope_id, instrument, id);
create index calibration_kind on calibration (org_id, scope_id, kind, id);
create index calibration_assessor on calibration (org_id, scope_id, assessor, id);
select protect_table('calibration', 'tenant', 'sample.calibration', scoped => true, app_may => 'select, insert, update');

-- Findings. What a calibration brought to light.

create table finding (
  org_id uuid not null,
  id uuid not null,
  scope_id uuid not null,
  found text not null check (found <> ''),
  primary key (org_id, id),
  foreign key (org_id, id, scope_id) references record (org_id, id, scope_id) on update cascade
);
select protect_table('finding', 'tenant', 'sample.finding', scoped => true, app_may => 'select, insert, update');

