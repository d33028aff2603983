import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pino } from "pino";
import { migrate, startEmbedded } from "#core/database";
import type { Embedded } from "#core/database";
import { readHttpSettings } from "#core/http";
import { loadOrCreateLogKey } from "#core/log";
import { buildClient } from "../check/client.ts";
import { loadDemo } from "../demo/load.ts";
import { demoOperations } from "../demo/operations.ts";
import { demoPassword } from "../demo/organizations.ts";
import { prepareEmbedded } from "../house/embedded.ts";
import { completeOrganizations, openHouse } from "../house/house.ts";
import { readSessionSettings } from "../house/session-settings.ts";
import { readDatabaseUrls } from "../house/urls.ts";
import { refuseBrokenSchema } from "../schema/refuse.ts";
import { listen, readPort, refuseBusyPort } from "./listen.ts";
import { stopSignal } from "./stop-signal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const root = resolve(import.meta.dirname, "../..");

/** The demo: everything in one process, on the embedded database unless another is named. Runs until it is told to stop. */
export const start = async (env: Environment): Promise<number> => {
  const began = performance.now();
  const { settings: http, faults } = readHttpSettings(env, { demo: true });
  const port = readPort(env["PORT"], faults);
  const session = readSessionSettings(env, faults);
  const given = readDatabaseUrls(env);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const host = env["HOST"] ?? "localhost";
  await refuseBusyPort(port, host);

  const stopping = stopSignal();
  const dataDir = resolve(env["DATA_DIR"] ?? join(root, ".plumbline"));
  const embedded = given
    ? null
    : await step("Starting the database", () => startEmbedded({ dataDir, say }));
  try {
    const urls = given ?? (await prepareEmbedded(embedded as Embedded));
    const applied = await step("Migrating", () => migrate(urls.migration));
    if (applied.length > 0) say(`  applied ${applied.length} migrations`);
    await step("Checking the schema", () => refuseBrokenSchema(urls.migration));
    await step("Building the web client, if it changed", buildOrRefuse);
    const publicUrl = env["PUBLIC_URL"] ?? `http://localhost:${port}`;
    const house = await openHouse({
      urls,
      logKey: loadOrCreateLogKey(join(embedded?.dataDir ?? dataDir, "log.key")),
      http,
      publicUrl,
      session,
      demo: true,
      operations: demoOperations,
      webRoot: join(root, "web/dist"),
      log: pino({ level: env["LOG_LEVEL"] ?? "warn" }),
    });
    try {
      await completeOrganizations(house);
      const loaded = await step("Loading demo data, if it is missing", () => loadDemo(house));
      if (loaded > 0) say(`  loaded ${loaded} organisations`);
      await listen(house.server, port, host);
      say(`\nPlumbline is ready after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      say(`  Open ${publicUrl} and click on a person to sign in as them.`);
      say(
        `  Every demo account has the password ${demoPassword}; the API is described at ${publicUrl}/api/docs.`,
      );
      say("  Press Ctrl-C to stop.");
      await Promise.race([stopping, embedded?.ended.then(refuseEnd)]);
      say("Stopping.");
    } finally {
      await house.close();
    }
  } finally {
    await embedded?.stop();
  }
  return 0;
};

const say = (line: string): void => console.log(line);

const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  say(`${name} …`);
  return run();
};

const refuseEnd = (fault: Error | undefined): void => {
  if (fault) throw fault;
};

const buildOrRefuse = async (): Promise<void> => {
  if (!existsSync(join(root, "node_modules/vite")) && existsSync(join(root, "web/dist/index.html")))
    return;
  const { code, output } = await buildClient();
  if (code !== 0) throw new Error(`The web client could not be built:\n${output}`);
};
