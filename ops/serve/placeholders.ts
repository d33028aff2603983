import type { Environment } from "./settings-file.ts";

const names = [
  "PUBLIC_URL",
  "DATABASE_URL",
  "SYSTEM_DATABASE_URL",
  "MIGRATION_DATABASE_URL",
  "BACKUP_DATABASE_URL",
  "METRICS_TOKEN",
  "SMTP_URL",
  "MAIL_FROM",
] as const;

const unfilled =
  /change.?me|fill.?in|placeholder|your-(?:domain|host|password|secret)|example\.(?:com|org|net)\b|^(.)\1*$/i;
const guessed = /^(?:postgres|password|secret|admin|test|plumbline(?:_\w+)?|1234\d*)$/i;

/** Values that somebody meant to replace, and passwords that everybody tries first. Names only: a value is never repeated. */
export const placeholderFaults = (env: Environment): string[] =>
  names.flatMap((name) => {
    const value = env[name]?.trim() ?? "";
    if (value === "") return [];
    if (unfilled.test(value))
      return [`${name} still holds a placeholder. Fill in the value of this installation.`];
    const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : "";
    return guessed.test(password)
      ? [`${name} holds a password that everybody tries first. Give the role a long random one.`]
      : [];
  });
