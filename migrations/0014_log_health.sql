-- Logs whose tree does not fit their entries: the sequencer numbers the others, and these again when somebody has mended them.
create table log_tree_aside (
  org_id uuid primary key,
  why text not null,
  since timestamptz not null default clock_timestamp(),
  -- How far all trees had come: what stands behind it waits for its number.
  done_before xid8 not null
);
comment on table log_tree_aside is 'technical';
grant select, insert, delete on log_tree_aside to plumbline_system;

-- Counts mended trees: whoever has seen fewer looks again from done_before on.
alter table log_sequencer add column mended bigint not null default 0;
