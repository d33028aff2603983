import { join, resolve } from "node:path";
import { readHttpSettings } from "#core/http";
import type { HttpSettings } from "#core/http";
import { readMailSettings } from "#core/notify";
import type { MailSettings } from "#core/notify";
import { readSchedule, type ScheduleSettings } from "../backup/schedule-settings.ts";
import { readSessionSettings, type SessionSettings } from "../house/session-settings.ts";
import { type DatabaseUrls, readDatabaseUrls } from "../house/urls.ts";
import { readPort } from "../start/listen.ts";
import { placeholderFaults } from "./placeholders.ts";
import type { Environment } from "./settings-file.ts";

export type ServeSettings = {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly dataDir: string;
  /** Null for the embedded server in the data folder. */
  readonly urls: DatabaseUrls | null;
  readonly http: HttpSettings;
  readonly session: SessionSettings;
  readonly mail: MailSettings | null;
  /** Null when backups are somebody else's business. */
  readonly backups: ScheduleSettings | null;
  readonly logLevel: string;
};

const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/** Production has no defaults for what must be this installation's own; every fault is answered, not only the first. */
export const readServeSettings = (
  env: Environment,
): { settings: ServeSettings; faults: string[] } => {
  const { settings: http, faults } = readHttpSettings(env, { demo: false });
  const port = readPort(env["PORT"], faults);
  const session = readSessionSettings(env, faults);
  const publicUrl = readPublicUrl(env["PUBLIC_URL"], faults);
  const { settings: mail, faults: mailFaults } = readMailSettings(env);
  faults.push(...mailFaults, ...placeholderFaults(env));
  if (!env["METRICS_TOKEN"]?.trim())
    faults.push("METRICS_TOKEN is missing. Set it to 16 or more random characters.");
  if (!env["SMTP_URL"]?.trim())
    faults.push(
      "SMTP_URL is missing: invitations and new passwords are mailed. Set it to the mail server's address, or to none to do without.",
    );
  const backups = readSchedule(env, faults);
  const logLevel = env["LOG_LEVEL"] ?? "info";
  if (!levels.includes(logLevel))
    faults.push(`LOG_LEVEL is “${logLevel}”. Choose one of ${levels.join(", ")}.`);
  return {
    settings: {
      host: env["HOST"] ?? "localhost",
      port,
      publicUrl,
      dataDir: resolve(env["DATA_DIR"] ?? join(import.meta.dirname, "../../.plumbline")),
      urls: readUrls(env, faults),
      http: {
        ...http,
        // Behind https a cookie may never travel in the clear, whatever the proxy says.
        cookieSecure:
          http.cookieSecure === "auto" && publicUrl.startsWith("https:") ? true : http.cookieSecure,
      },
      session,
      mail,
      backups,
      logLevel,
    },
    faults,
  };
};

const readUrls = (env: Environment, faults: string[]): DatabaseUrls | null => {
  try {
    return readDatabaseUrls(env);
  } catch (error) {
    faults.push((error as Error).message);
    return null;
  }
};

const readPublicUrl = (text: string | undefined, faults: string[]): string => {
  const fault = publicUrlFault(text?.trim() ?? "");
  if (fault) faults.push(fault);
  return text?.trim().replace(/\/$/, "") ?? "";
};

const publicUrlFault = (text: string): string | undefined => {
  if (text === "")
    return "PUBLIC_URL is missing: links in letters begin with it. Set it to the address people type, such as https://plumbline.your-domain.";
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, ""))
    return "PUBLIC_URL is no plain address. Write scheme and host only, such as https://plumbline.your-domain.";
  if (url.protocol === "http:" && !/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
    return "PUBLIC_URL begins with http, so that passwords would travel in the clear. Put a TLS proxy in front and write https.";
  return undefined;
};
