import type pg from "pg";

/** Everything that lasts, as one digest: each tenant and installation table, and each change in the log. */
export const residue = async (superuser: pg.Pool): Promise<string> => {
  digest ??= await digestOf(superuser);
  const { rows } = await superuser.query<{ digest: string }>(digest);
  return rows[0]?.digest ?? "";
};

let digest: string | undefined;

const digestOf = async (superuser: pg.Pool): Promise<string> => {
  const { rows } = await superuser.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and split_part(obj_description(oid, 'pg_class'), ';', 1) in ('tenant', 'installation') order by 1`,
  );
  if (rows.length < 8) throw new Error("The tables that last were not found by their comments.");
  const digests = rows.map(
    ({ name }) =>
      `(select coalesce(md5(string_agg(r::text, '|' order by r::text)), '') from ${name} r)`,
  );
  const changes = `(select count(*)::text from log_entry where action in ('insert', 'update', 'delete'))`;
  return `select ${[...digests, changes].join(" || ' ' || ")} as digest`;
};
