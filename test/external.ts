import type { Embedded } from "#core/database";

/** A PostgreSQL that somebody else started, named by its superuser's address: the suite runs on it in the embedded one's place. */
export const externalServer = (address: string): Pick<Embedded, "url" | "superuserUrl"> => {
  const url = (role: string, database = "postgres") =>
    address
      .replace(/\/\/[^@/]*@/, `//${encodeURIComponent(role)}@`)
      .replace(/\/postgres(\?|$)/, `/${encodeURIComponent(database)}$1`);
  return { url, superuserUrl: (database) => url("postgres", database) };
};
