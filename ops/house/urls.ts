/** One address per database role of the architecture; each has exactly the grants of its work. */
export type DatabaseUrls = {
  readonly app: string;
  readonly system: string;
  readonly migration: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Null when the embedded server is wanted; all three addresses or none. */
export const readDatabaseUrls = (env: Environment): DatabaseUrls | null => {
  const names = ["DATABASE_URL", "SYSTEM_DATABASE_URL", "MIGRATION_DATABASE_URL"] as const;
  const given = names.filter((name) => env[name]);
  if (given.length === 0) return null;
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Error(
      `${given.join(" and ")} is set, but ${missing.join(" and ")} is not. Set all three, one for each role (see migrations/roles.sql), or none to use the embedded database.`,
    );
  }
  return {
    app: env["DATABASE_URL"] ?? "",
    system: env["SYSTEM_DATABASE_URL"] ?? "",
    migration: env["MIGRATION_DATABASE_URL"] ?? "",
  };
};
