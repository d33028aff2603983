import { join, resolve } from "node:path";
import { pino } from "pino";
import { startEmbedded } from "#core/database";
import type { Embedded } from "#core/database";
import { loadOrCreateLogKey } from "#core/log";
import { openMailer } from "#core/notify";
import type { Mailer } from "#core/notify";
import { backUpOnTime } from "../backup/on-time.ts";
import type { Schedule } from "../backup/schedule.ts";
import { prepareEmbedded } from "../house/embedded.ts";
import { completeOrganizations, openHouse } from "../house/house.ts";
import type { House } from "../house/house.ts";
import type { DatabaseUrls } from "../house/urls.ts";
import { listen } from "../start/listen.ts";
import { stopSignal } from "../start/stop-signal.ts";
import { reportDatabase } from "./database-problems.ts";
import {
  dataFolderProblems,
  keyProblems,
  mailProblems,
  portProblems,
  said,
  webClientProblems,
} from "./host-problems.ts";
import type { Environment } from "./settings-file.ts";
import { readServeSettings } from "./settings.ts";
import type { ServeSettings } from "./settings.ts";

const webRoot = resolve(import.meta.dirname, "../../web/dist");

/** Production: nothing is made up and nothing migrated here, and every problem is named before one of them is mended. */
export const serveCommand = async (
  args: readonly string[],
  env: Environment,
  fileFaults: readonly string[],
): Promise<number> => {
  if (args.length > 0) throw new Error("plumb serve takes --settings FILE and nothing else.");
  const { settings, faults } = readServeSettings(env);
  const mailer = settings.mail ? openMailer(settings.mail) : null;
  const stopping = stopSignal();
  const folderProblems = await dataFolderProblems(settings.dataDir);
  const problems = [
    ...fileFaults,
    ...faults,
    ...folderProblems,
    ...(await hostProblems(settings, mailer)),
  ];
  const isUnknown =
    faults.some((fault) => fault.includes("DATABASE_URL is")) ||
    (!settings.urls && folderProblems.length > 0);
  const opened = await openDatabase(settings, isUnknown);
  try {
    problems.push(...opened.problems);
    if (problems.length > 0 || !opened.urls) return refuse(problems);
    await run(settings, opened.urls, { ...env, DATA_DIR: opened.dataDir }, mailer, [
      stopping,
      opened.embedded?.ended.then(throwFault) ?? stopping,
    ]);
    return 0;
  } finally {
    await opened.embedded?.stop();
  }
};

const hostProblems = async (settings: ServeSettings, mailer: Mailer | null): Promise<string[]> =>
  (
    await Promise.all([
      portProblems(settings.port, settings.host),
      mailProblems(mailer),
      webClientProblems(webRoot),
    ])
  ).flat();

type Opened = {
  readonly embedded?: Embedded;
  readonly urls?: DatabaseUrls;
  readonly dataDir: string;
  readonly problems: readonly string[];
};

const openDatabase = async (settings: ServeSettings, isUnknown: boolean): Promise<Opened> => {
  const { dataDir } = settings;
  if (isUnknown) return { dataDir, problems: [] };
  if (settings.urls)
    return { urls: settings.urls, dataDir, problems: await problemsIn(settings.urls, dataDir) };
  const started: Embedded[] = [];
  const problems = await said(async () => started.push(await startEmbedded({ dataDir, say })));
  const [embedded] = started;
  if (!embedded) return { dataDir, problems };
  const urls = await prepareEmbedded(embedded);
  return {
    embedded,
    urls,
    dataDir: embedded.dataDir,
    problems: await problemsIn(urls, embedded.dataDir),
  };
};

const problemsIn = async (urls: DatabaseUrls, dataDir: string): Promise<readonly string[]> => {
  const { roles, migrations, schema, installation, isSigned } = await reportDatabase(urls);
  return [
    ...roles,
    ...migrations,
    ...(schema ?? []),
    ...(installation ?? []),
    ...keyProblems(join(dataDir, "log.key"), isSigned),
  ];
};

const run = async (
  settings: ServeSettings,
  urls: DatabaseUrls,
  env: Environment & { readonly DATA_DIR: string },
  mailer: Mailer | null,
  until: readonly Promise<void>[],
): Promise<void> => {
  const log = pino({ level: settings.logLevel });
  let backups: Schedule | null = null;
  const house = await openHouse({
    urls,
    logKey: loadOrCreateLogKey(join(env.DATA_DIR, "log.key")),
    http: settings.http,
    publicUrl: settings.publicUrl,
    session: settings.session,
    demo: false,
    webRoot,
    ...(mailer ? { mailer } : {}),
    ...(settings.backups ? { lastBackup: () => backups?.lastSuccess() ?? null } : {}),
    log,
  });
  try {
    await completeOrganizations(house);
    await listen(house.server, settings.port, settings.host);
    if (settings.backups) backups = backUpOnTime(settings.backups, env, log);
    say(`Plumbline serves ${settings.publicUrl} on ${settings.host}:${settings.port}.`);
    if (await isEmpty(house))
      say(
        "There is no organisation yet. Make one: plumb organization create. It prints the first administrator's link once.",
      );
    await Promise.race(until);
    say("Stopping.");
  } finally {
    await backups?.stop();
    await house.close();
  }
};

const isEmpty = async ({ parts }: House): Promise<boolean> =>
  (await parts.pool.query("select organization_ids() limit 1")).rowCount === 0;

const refuse = (problems: readonly string[]): number => {
  const count = problems.length === 1 ? "One problem" : `${problems.length} problems`;
  console.error(`Plumbline does not start. ${count}:`);
  for (const [index, problem] of problems.entries()) console.error(`  ${index + 1}. ${problem}`);
  return 1;
};

const throwFault = (fault: Error | undefined): void => {
  if (fault) throw fault;
};

const say = (line: string): void => console.log(line);
