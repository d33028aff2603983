import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { post, signIn, startLoad } from "./load.ts";
import type { Acknowledged, Load, Person } from "./load.ts";
import { lossesOf, verifiedEntries, withClient } from "./losses.ts";
import { order, signalDatabase } from "./served.ts";
import type { Served } from "./served.ts";
import { reach } from "./storm.ts";

export const baseOf = ({ port }: Served) => `http://127.0.0.1:${port}`;
const patience = 30_000;

/** Lets clients work while something goes wrong and is mended; nothing acknowledged may be missing afterwards. */
export const underFault = async (
  served: Served,
  people: readonly Person[],
  name: string,
  fault: (load: Load) => Promise<string>,
): Promise<string> => {
  const load = startLoad(() => baseOf(served), people, { clients: 6, name, retry: true });
  await reach(load, 30);
  const said = await fault(load);
  const mended = performance.now();
  await reach(load, load.acknowledged.length + 30);
  const recovery = Math.round(performance.now() - mended);
  await load.stop();
  if (load.strange.length > 0) throw new Error(load.strange.slice(0, 5).join("\n"));
  if (recovery > patience) throw new Error(`Recovery took ${recovery} ms.`);
  const losses = await lossesOf(served, load.acknowledged);
  if (losses.length > 0) throw new Error(losses.slice(0, 5).join("\n"));
  const refused = [...load.refusals.entries()].map(([words, count]) => `${count} × “${words}”`);
  return `${said}; ${load.acknowledged.length} acknowledged and there, recovered in ${recovery} ms, refused: ${refused.join(", ") || "none"}`;
};

export const restartDatabase = (served: Served, people: readonly Person[]): Promise<string> =>
  underFault(served, people, "Restart", async () => {
    signalDatabase(served, "SIGINT");
    return "the database shut down in order and came up again";
  });

export const exhaustPool = (served: Served, people: readonly Person[]): Promise<string> =>
  underFault(served, people, "Pool", async (load) => {
    order(served, { hold: 16 });
    await sleep(7000);
    const refused = [...load.refusals.values()].reduce((sum, count) => sum + count, 0);
    order(served, { hold: 0 });
    if (refused === 0) throw new Error("All connections were held, and nobody was told.");
    return "all 16 connections were held for 7 s";
  });

/** An hour on, an hour back: people go on working, the log's order and its verification do not depend on it. */
export const jumpClock = (served: Served, people: readonly Person[]): Promise<string> =>
  underFault(served, people, "Clock", async (load) => {
    for (const hours of [1, -1, 0]) {
      order(served, { shiftMs: hours * 3_600_000 });
      await sleep(200);
      await reach(load, load.acknowledged.length + 30);
    }
    await signIn(baseOf(served), "bench.0");
    return `an hour on and an hour back; ${await verifiedEntries(served)} entries verify`;
  });

/** With the log's trigger off, records stand without their entries: the check must say so. */
export const postWithoutTrigger = async (
  served: Served,
  people: readonly Person[],
): Promise<string> => {
  const acknowledged: Acknowledged[] = [];
  await switchTriggers(served, "disable");
  for (const [index, person] of people.entries()) {
    const title = `Unlogged ${index}`;
    const outcome = await post(baseOf(served), person, title, randomUUID());
    if (typeof outcome === "string") throw new Error(outcome);
    acknowledged.push({ ...outcome, title, retried: false });
  }
  await switchTriggers(served, "enable");
  const losses = await lossesOf(served, acknowledged);
  if (losses.length !== acknowledged.length)
    throw new Error(
      `Of ${acknowledged.length} records without entry the check found ${losses.length}.`,
    );
  return `the check fails: ${losses[0]}`;
};

const switchTriggers = ({ superuser }: Served, how: "disable" | "enable"): Promise<void> =>
  withClient(superuser, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select tgname as name from pg_trigger where tgrelid = 'notice'::regclass and tgname like 'log_%'",
    );
    if (rows.length === 0) throw new Error("The notice table has no trigger of the log to switch.");
    for (const { name } of rows) await client.query(`alter table notice ${how} trigger ${name}`);
  });
