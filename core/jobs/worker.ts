import type { Pool } from "#core/database";
import { actFor, type Context, type InvokerParts } from "#core/operation";
import { claim, complete, type Claimed, postpone } from "./queue.ts";

/** What an app does later: looks up, then calls what it already has. It may run twice, so it must bear that. */
export type Job = {
  readonly kind: string;
  readonly run: (ctx: Context, payload: unknown) => Promise<void>;
};

/** Work of the installation itself, in no organisation: it brings what it needs, and may run twice too. */
export type InstallationJob = {
  readonly kind: string;
  readonly runForInstallation: (payload: unknown) => Promise<void>;
};

export type WorkerParts = {
  /** As the system role, which alone reads the queue. */
  readonly system: Pool;
  readonly invoker: InvokerParts;
  readonly jobs: readonly (Job | InstallationJob)[];
  readonly leaseSeconds?: number;
  readonly idleMs?: number;
};

export type Worker = {
  readonly stop: () => Promise<void>;
  readonly runOne: () => Promise<boolean>;
};

export const startWorker = (parts: WorkerParts): Worker => {
  const byKind = new Map(parts.jobs.map((job) => [job.kind, job]));
  let stopping = false;
  let wake = (): void => {};
  const loop = run();

  return {
    runOne,
    stop: async () => {
      stopping = true;
      wake();
      await loop;
    },
  };

  async function run(): Promise<void> {
    while (!stopping) {
      const worked = await runOne().catch((error: unknown) => {
        parts.invoker.onBackgroundError(error);
        return false;
      });
      if (!worked && !stopping) await rest();
    }
  }

  async function rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, parts.idleMs ?? 250);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function runOne(): Promise<boolean> {
    const job = await claim(parts.system, parts.invoker.clock(), parts.leaseSeconds ?? 60);
    if (!job) return false;
    try {
      await perform(job);
      await complete(parts.system, job, parts.invoker.clock());
    } catch (error) {
      parts.invoker.onBackgroundError(error);
      await postpone(
        parts.system,
        job,
        parts.invoker.clock(),
        error instanceof Error ? error.message : String(error),
      );
    }
    return true;
  }

  async function perform(job: Claimed): Promise<void> {
    const known = byKind.get(job.kind);
    if (!known) throw new Error(`Nobody here runs jobs of kind ${job.kind}.`);
    if ("runForInstallation" in known) return known.runForInstallation(job.payload);
    if (job.organizationId === null) throw new Error(`The job ${job.kind} names no organisation.`);
    await actFor(
      parts.invoker,
      { organizationId: job.organizationId, kind: "service", operation: job.kind },
      (ctx) => known.run(ctx, job.payload),
    );
  }
};
