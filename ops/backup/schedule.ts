import { join } from "node:path";
import { backupsOf, usualName } from "./prune.ts";

export type SchedulePlan = {
  readonly dir: string;
  /** Minutes after midnight, UTC. */
  readonly minute: number;
  readonly clock: () => Date;
  /** Makes one backup of the pattern's name; rejects when it did not come to be. */
  readonly make: (pattern: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly betweenLooksMs?: number;
};

export type Schedule = {
  /** When the newest whole backup in the folder was made, in seconds since 1970; null when there is none. */
  readonly lastSuccess: () => number | null;
  /** Makes the backup that is due, if one is, and answers whether it did. */
  readonly look: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
const patienceMs = 15 * minuteMs;

/**
 * Backups on time. What is due is read from the folder, not from memory: whoever was down at that hour makes up for it
 * at the next start, and no restart makes a second one.
 */
export const startSchedule = (plan: SchedulePlan): Schedule => {
  const pattern = join(plan.dir, usualName);
  let last: number | null = null;
  let failedAt = -Infinity;
  let turn: Promise<unknown> = Promise.resolve();

  const newest = async (): Promise<number> => {
    const at = (await backupsOf(pattern)).at(-1)?.at.getTime() ?? null;
    last = at === null ? null : at / 1000;
    return at ?? -Infinity;
  };

  const run = async (): Promise<boolean> => {
    const now = plan.clock();
    const isTriedLately = Math.abs(now.getTime() - failedAt) < patienceMs;
    if ((await newest()) >= lastDue(now, plan.minute).getTime() || isTriedLately) return false;
    try {
      await plan.make(pattern);
      failedAt = -Infinity;
      return true;
    } catch (error) {
      failedAt = plan.clock().getTime();
      throw error;
    } finally {
      await newest();
    }
  };

  const look = (): Promise<boolean> => {
    const result = turn.then(run);
    turn = result.catch(() => {});
    return result;
  };
  const timer = setInterval(() => void look().catch(plan.onError), plan.betweenLooksMs ?? minuteMs);
  timer.unref();
  void look().catch(plan.onError);
  return {
    lastSuccess: () => last,
    look,
    stop: async () => {
      clearInterval(timer);
      await turn;
    },
  };
};

/** The newest instant at that time of day which is not after now. */
export const lastDue = (now: Date, minute: number): Date => {
  const today = Math.floor(now.getTime() / dayMs) * dayMs + minute * minuteMs;
  return new Date(today <= now.getTime() ? today : today - dayMs);
};
