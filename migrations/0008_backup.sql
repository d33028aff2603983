-- The table of migrations is older than the default grants; a backup names the migrations that it was made at.
grant select on migration to plumbline_backup;
