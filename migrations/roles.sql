-- Run once per database server, by whoever may create roles and databases. Plumbline itself never needs a superuser.
-- Give the login roles passwords of their own (`alter role … password …`) on a server that is reached over a network.
do $$
begin
  if not exists (select from pg_roles where rolname = 'plumbline_owner') then
    create role plumbline_owner nologin;
    create role plumbline_migrator login;
    create role plumbline_app login;
    create role plumbline_system login;
    create role plumbline_backup login bypassrls;
    grant plumbline_owner to plumbline_migrator;
  end if;
end
$$;
