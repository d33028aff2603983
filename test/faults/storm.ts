import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../hostile/random.ts";
import { signIn, startLoad } from "./load.ts";
import type { Acknowledged, Person } from "./load.ts";
import { killServer, serve, signalDatabase } from "./served.ts";
import type { Served } from "./served.ts";

const kills = 20;
const acknowledgements = 2000;

export type Storm = {
  readonly served: Served;
  readonly people: readonly Person[];
  readonly acknowledged: readonly Acknowledged[];
  readonly report: string;
};

/** Kills server and database in turns, each at its own moment of the load, and starts what does not start by itself. */
export const killStorm = async (dataDir: string, seed: number): Promise<Storm> => {
  const random = seeded(seed);
  const settled = await settle(dataDir);
  const { people } = settled;
  let { served } = settled;
  const base = () => `http://127.0.0.1:${served.port}`;
  const load = startLoad(base, people, { clients: 8, name: "Storm", retry: true });
  let slowest = 0;
  for (let kill = 0; kill < kills; kill++) {
    await reach(load, kill * 90 + 20 + random(60));
    await sleep(random(40));
    const began = performance.now();
    if ((kill + (random(2) && kill % 4 === 1 ? 1 : 0)) % 2 === 0) {
      await killServer(served);
      served = await serve(dataDir);
    } else {
      signalDatabase(served, "SIGKILL");
    }
    await reach(load, load.acknowledged.length + 1);
    slowest = Math.max(slowest, performance.now() - began);
  }
  await reach(load, acknowledgements);
  await load.stop();
  if (load.strange.length > 0) throw new Error(load.strange.slice(0, 5).join("\n"));
  if (slowest > 30_000) throw new Error(`One recovery took ${Math.round(slowest)} ms.`);
  const { acknowledged, refusals, cuts } = load;
  const retried = acknowledged.filter((one) => one.retried).length;
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  const report = `${kills} kills, ${acknowledged.length} acknowledgements (${retried} after a retry), ${cuts()} cuts, ${refused} refused with a sentence, slowest recovery ${Math.round(slowest)} ms`;
  return { served, people, acknowledged, report };
};

/** A new server with somebody signed in to each of its organisations. */
export const settle = async (
  dataDir: string,
): Promise<{ readonly served: Served; readonly people: readonly Person[] }> => {
  const served = await serve(dataDir);
  const base = `http://127.0.0.1:${served.port}`;
  const people = await Promise.all([0, 1, 2, 3].map((n) => signIn(base, `bench.${n}`)));
  return { served, people };
};

/** Waits for so many acknowledgements; half a minute without a new one is no recovery. */
export const reach = async (
  { acknowledged }: { readonly acknowledged: readonly Acknowledged[] },
  count: number,
): Promise<void> => {
  for (let seen = -1, since = performance.now(); acknowledged.length < count;) {
    if (acknowledged.length !== seen) [seen, since] = [acknowledged.length, performance.now()];
    if (performance.now() - since > 30_000)
      throw new Error(`Nothing was acknowledged for 30 s after ${seen} acknowledgements.`);
    await sleep(2);
  }
};
