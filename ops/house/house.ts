import type { KeyObject } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { completeOrganization, permissionsOf } from "#core/access";
import type { App } from "#core/access";
import { createPool, prepared, refuseStrongRole, statement, turnsOf } from "#core/database";
import type { Pool } from "#core/database";
import { bugFacts, createServer } from "#core/http";
import type { HttpSettings } from "#core/http";
import { queueState, startDaily, startWorker } from "#core/jobs";
import { createFeed, getFeed, measureFeed } from "#core/live";
import type { FeedAnswer, Limits } from "#core/live";
import { publicKeyBase64, startSequencer } from "#core/log";
import type { Sequencer } from "#core/log";
import {
  createRegistry,
  registerBackups,
  registerPool,
  registerProcess,
  registerQueue,
  registerSequencer,
  registerShed,
} from "#core/metrics";
import { deliverMail } from "#core/notify";
import type { Mailer } from "#core/notify";
import { createInvoker } from "#core/operation";
import { checkRecords } from "#core/records/server";
import type { Invoker, InvokerParts, Operation } from "#core/operation";
import { apps as product } from "./apps.ts";
import { type SessionSettings, usualSession } from "./session-settings.ts";
import { startSweeping } from "./sweep.ts";
import type { DatabaseUrls } from "./urls.ts";

export type HousePlan = {
  readonly urls: DatabaseUrls;
  readonly logKey: KeyObject;
  readonly http: HttpSettings;
  readonly publicUrl: string;
  readonly demo: boolean;
  /** Every app of the product unless told; tests bring one more along. */
  readonly apps?: readonly App[];
  /** Operations of this way of running alone, such as the demo's list of accounts. */
  readonly operations?: readonly Operation[];
  readonly session?: SessionSettings;
  readonly webRoot?: string;
  /** Without one, letters stay in the outbox. */
  readonly mailer?: Mailer;
  readonly clock?: () => Date;
  /** When the newest scheduled backup was made, in seconds since 1970; null before the first. */
  readonly lastBackup?: () => number | null;
  readonly live?: Partial<Limits>;
  readonly log: Logger;
};

/** Everything that runs, put together once; start, serve and the tests differ only in the plan. */
export type House = {
  readonly invoke: Invoker;
  readonly parts: InvokerParts;
  readonly system: Pool;
  readonly server: FastifyInstance;
  readonly operations: readonly Operation[];
  readonly close: () => Promise<void>;
};

export const openHouse = async (plan: HousePlan): Promise<House> => {
  const { apps = product } = plan;
  let isEnding = false;
  const onError = (error: unknown) => {
    const facts = bugFacts(error);
    // A pool has ended before its server heard of it: a server that stops then says so, and that is no fault.
    if (isEnding && facts.code === "57P01") return;
    plan.log.error({ error: facts }, "background work failed");
  };
  // One connection listens and the others read, while anybody follows the feed.
  const feedPool = createPool(plan.urls.system, { max: 4, name: "plumbline-live", onError });
  const pool = createPool(plan.urls.app, { max: 16, name: "plumbline", onError });
  const system = createPool(plan.urls.system, { max: 4, name: "plumbline-system", onError });
  const parts: InvokerParts = {
    pool,
    clock: plan.clock ?? (() => new Date()),
    onBackgroundError: onError,
    settings: {
      publicUrl: plan.publicUrl,
      demo: plan.demo,
      session: plan.session ?? usualSession,
      logPublicKey: publicKeyBase64(plan.logKey),
      permissions: permissionsOf(apps),
      openWork: apps.flatMap(({ work = [] }) => work),
    },
  };
  await refuseStrongRole(pool, "plumbline_app");
  await refuseStrongRole(system, "plumbline_system");
  await refuseUnfitRecords(pool, apps);
  const sequencer = startSequencer({
    pool: system,
    key: plan.logKey,
    installation: await installationOf(pool),
    onError,
  });
  const sweeping = startSweeping(system, parts.clock, onError);
  const daily = apps.flatMap((app) => app.daily ?? []);
  const worker = startWorker({
    system,
    invoker: parts,
    jobs: [
      deliverMail(system, plan.mailer ?? null),
      ...apps.flatMap(({ jobs = [] }) => jobs),
      ...daily,
    ],
  });
  const days = startDaily(
    pool,
    daily.map(({ kind }) => kind),
    parts.clock,
    onError,
  );
  const invoke = createInvoker(parts);
  const operations = [...apps.flatMap((app) => app.operations), ...(plan.operations ?? [])];
  const { server } = openEdge(plan, {
    pool,
    system,
    feedPool,
    parts,
    invoke,
    operations,
    sequencerLag: sequencer.lag,
  });
  return {
    invoke,
    parts,
    system,
    server,
    operations,
    close: async () => {
      await server.close();
      sweeping.stop();
      await days.stop();
      await worker.stop();
      await sequencer.stop();
      isEnding = true;
      await Promise.all([pool.end(), system.end(), feedPool.end()]);
    },
  };
};

/** A record must never meet a machine or a table that is not its own. */
const refuseUnfitRecords = async (pool: Pool, apps: readonly App[]): Promise<void> => {
  const faults = await checkRecords(
    pool,
    apps.flatMap(({ records = [] }) => records),
  );
  if (faults.length > 0)
    throw new Error(`Record types and database do not fit together.\n${faults.join("\n")}`);
};

/** Organisations get the roles that this version of the apps declares. */
export const completeOrganizations = async ({ parts }: House): Promise<void> => {
  const { rows } = await parts.pool.query<{ id: string }>("select organization_ids() as id");
  for (const { id } of rows) await completeOrganization(parts, product, id);
};

type Running = {
  readonly pool: Pool;
  readonly system: Pool;
  readonly feedPool: Pool;
  readonly parts: InvokerParts;
  readonly invoke: Invoker;
  readonly operations: readonly Operation[];
  readonly sequencerLag: Sequencer["lag"];
};

const openEdge = (
  plan: HousePlan,
  { pool, system, feedPool, parts, invoke, operations, sequencerLag }: Running,
): { server: FastifyInstance } => {
  const metrics = createRegistry();
  const poolState = () => ({
    total: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  });
  const queue = async () => {
    const { waiting, lagSeconds, failed } = await queueState(system, parts.clock());
    return { waiting, failed, oldestSeconds: lagSeconds };
  };
  registerPool(metrics, poolState);
  registerQueue(metrics, queue);
  registerSequencer(metrics, sequencerLag);
  registerShed(metrics, turnsOf(pool).shed);
  registerProcess(metrics);
  if (plan.lastBackup) registerBackups(metrics, plan.lastBackup);
  const server = createServer({
    operations,
    invoke,
    isSignedIn: async (entry) => {
      const session = operations.find(({ id }) => id === "identity.getSession");
      return (
        session !== undefined &&
        entry.token !== null &&
        invoke(session, {}, entry).then(
          () => true,
          () => false,
        )
      );
    },
    settings: plan.http,
    health: {
      // Not in the line of requests: the longer that is, the more is asked how the server is.
      database: async () => (await system.query("select 1")).rowCount === 1,
      pool: poolState,
      queue: async () => ({ seconds: (await queue()).oldestSeconds }),
      sequencer: () => sequencerLag(),
      mail: () => (plan.mailer ? "configured" : "not configured"),
    },
    feed: createFeed({
      pool: feedPool,
      ask: async (entry) => {
        const { json } = await invoke(getFeed, {}, entry);
        return JSON.parse(json ?? "") as FeedAnswer;
      },
      measures: measureFeed(metrics),
      ...(plan.live === undefined ? {} : { limits: plan.live }),
      onError: parts.onBackgroundError,
    }),
    publicUrl: plan.publicUrl,
    admits: turnsOf(pool).admits,
    metrics,
    ...(plan.webRoot === undefined ? {} : { webRoot: plan.webRoot }),
    demo: plan.demo,
    log: plan.log,
  });
  return { server };
};

const installationOf = async (pool: Pool): Promise<string> => {
  const { rows } = await pool.query<{ id: string }>(
    prepared(statement`select id from installation`),
  );
  if (!rows[0])
    throw new Error(
      "The database was never migrated. Start Plumbline with MIGRATION_DATABASE_URL set.",
    );
  return rows[0].id;
};
