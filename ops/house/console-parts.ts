import { permissionsOf } from "#core/access";
import { createPool } from "#core/database";
import type { InvokerParts } from "#core/operation";
import { apps } from "./apps.ts";
import { usualSession } from "./session-settings.ts";
import type { DatabaseUrls } from "./urls.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a command needs to act for an organisation, beside a house that may be running. */
export const withConsoleParts = async <T>(
  urls: DatabaseUrls,
  publicUrl: string,
  run: (parts: InvokerParts) => Promise<T>,
): Promise<T> => {
  const pool = createPool(urls.app, { max: 2, name: "plumbline-console", onError });
  try {
    return await run({
      pool,
      clock: () => new Date(),
      onBackgroundError: onError,
      settings: {
        publicUrl,
        demo: false,
        session: usualSession,
        logPublicKey: "",
        permissions: permissionsOf(apps),
        openWork: [],
      },
    });
  } finally {
    await pool.end();
  }
};

/** Where the links of letters begin. */
export const readPublicUrl = (env: Environment): string => {
  const publicUrl = env["PUBLIC_URL"]?.trim().replace(/\/$/, "");
  if (!publicUrl)
    throw new Error(
      "PUBLIC_URL is not set, and the link begins with it. Give --settings FILE, or set it.",
    );
  return publicUrl;
};

const onError = (error: unknown): void =>
  console.error(error instanceof Error ? error.message : error);
