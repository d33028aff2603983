import type { Pool } from "./pool.ts";

/** The server refuses to run as a role that could step over the wall. */
export const refuseStrongRole = async (pool: Pool, expected: string): Promise<void> => {
  const { rows } = await pool.query<{
    name: string;
    super: boolean;
    bypass: boolean;
    creates: boolean;
    owner: boolean;
    owns: boolean;
  }>(`
    select current_user as name, r.rolsuper as super, r.rolbypassrls as bypass, r.rolcreaterole or r.rolcreatedb as creates,
      pg_has_role(current_user, 'plumbline_owner', 'member') as owner,
      exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relowner = r.oid) as owns
    from pg_roles r where r.rolname = current_user`);
  const role = rows[0];
  const faults = [
    role?.super && "it is a superuser",
    role?.bypass && "it bypasses row security",
    role?.creates && "it may create roles or databases",
    role?.owner && "it is a member of plumbline_owner",
    role?.owns && "it owns tables",
  ].filter((fault) => typeof fault === "string");
  if (role && faults.length > 0) {
    throw new Error(
      `The database role ${role.name} is too strong: ${faults.join(", ")}. Connect as ${expected} (see migrations/roles.sql).`,
    );
  }
};
