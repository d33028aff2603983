import { existsSync } from "node:fs";
import { join } from "node:path";
import { createPool } from "#core/database";
import type { Pool } from "#core/database";
import { queueState } from "#core/jobs";
import { reportDatabase } from "../serve/database-problems.ts";
import type { Reached } from "../serve/database.ts";
import { keyProblems } from "../serve/host-problems.ts";
import { advise, type Check, judge } from "./judge.ts";

export const checkDatabase = async ({ urls, dataDir }: Reached): Promise<Check[]> => {
  const report = await reportDatabase(urls);
  const keyFile = join(dataDir, "log.key");
  const checks = [
    judge("database roles", "reachable as each role, none too strong", report.roles),
    judge("migrations", "all applied", report.migrations),
    ...(report.schema
      ? [judge("schema", "every table obeys the rules of the house", report.schema)]
      : []),
    ...(report.installation
      ? [judge("installation", "neither a demo nor a simulation", report.installation)]
      : []),
    judge(
      "log key",
      existsSync(keyFile) ? "there, mode 600" : "made at the first start",
      keyProblems(keyFile, report.isSigned),
    ),
  ];
  // What the system role is asked needs its tables.
  if (report.roles.length > 0 || report.migrations.length > 0) return checks;
  const system = createPool(urls.system, { max: 1, name: "plumbline-doctor", onError: () => {} });
  try {
    return [
      ...checks,
      await clock(system),
      await sequencer(system),
      await trees(system),
      await queue(system),
      await backup(system),
    ];
  } finally {
    await system.end();
  }
};

const clock = async (system: Pool): Promise<Check> => {
  const before = Date.now();
  const { rows } = await system.query<{ now: Date }>("select clock_timestamp() as now");
  const here = (before + Date.now()) / 2;
  const skew = Math.abs((rows[0]?.now.getTime() ?? here) - here) / 1000;
  return judge(
    "clock",
    `${skew.toFixed(1)} s from the database's`,
    skew <= 2
      ? []
      : [
          `The clocks of this host and the database differ by ${skew.toFixed(0)} s. Synchronise both (NTP).`,
        ],
  );
};

const sequencer = async (system: Pool): Promise<Check> => {
  const { rows } = await system.query<{ pending: number; seconds: number }>(
    `select count(*) as pending, coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0)::float8 as seconds
     from log_entry e where e.txid >= (select done_before from log_sequencer)
       and not exists (select from log_tree_aside a where a.org_id = e.org_id)
       and not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint)`,
  );
  const { pending = 0, seconds = 0 } = rows[0] ?? {};
  return judge(
    "log",
    "every entry has its number",
    pending === 0 || seconds < 10
      ? []
      : [
          `${pending} entries wait for their number, the oldest for ${seconds.toFixed(0)} s. Start plumb serve; if it runs, read what it writes about background work.`,
        ],
  );
};

const trees = async (system: Pool): Promise<Check> => {
  const { rows } = await system.query<{ org: string; why: string; since: string }>(
    "select org_id as org, why, since::text from log_tree_aside order by since",
  );
  return judge(
    "log trees",
    "each fits its entries",
    rows.map(
      ({ org, why, since }) =>
        `The tree of the log of ${org} was changed past Plumbline (${why}) and is set aside since ${since}. Find out by whom, then run plumb log mend --org ${org}.`,
    ),
  );
};

const queue = async (system: Pool): Promise<Check> => {
  const { waiting, lagSeconds, failed } = await queueState(system, new Date());
  const faults: string[] = [];
  if (failed > 0) {
    const { rows } = await system.query<{ kind: string; count: number; why: string | null }>(
      `select kind, count(*) as count, (array_agg(last_error order by finished_at desc))[1] as why
       from job where state = 'failed' group by kind order by kind`,
    );
    faults.push(
      ...rows.map(
        ({ kind, count, why }) =>
          `${count} jobs of kind ${kind} gave up; the last one: ${why} Mend that; what they should have done is to be done again.`,
      ),
    );
  }
  if (lagSeconds > 300)
    faults.push(
      `${waiting} jobs wait, the oldest for ${lagSeconds.toFixed(0)} s. Start plumb serve, which works them off.`,
    );
  return judge("queue", `${waiting} jobs wait, none gave up`, faults);
};

const backup = async (system: Pool): Promise<Check> => {
  const { rows } = await system.query<{ hours: number | null }>(
    "select extract(epoch from clock_timestamp() - max(at))::float8 / 3600 as hours from log_entry where type = 'backup.written'",
  );
  const hours = rows[0]?.hours ?? null;
  return advise(
    "backup",
    `made ${hours?.toFixed(0)} hours ago`,
    hours === null
      ? ["No backup was ever made. Make one each night: set BACKUP_DIR, or plumb backup."]
      : hours > 26
        ? [
            `The last backup is ${hours.toFixed(0)} hours old. Make one each night: set BACKUP_DIR, or plumb backup; where one is set, read in the log of plumb serve why there was none.`,
          ]
        : [],
  );
};
