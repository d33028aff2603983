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
  const slowest = { server: 0, database: 0 };
  const struckBy = { server: 0, database: 0 };
  for (let kill = 0; kill < kills; kill++) {
    await reach(load, kill * 90 + 20 + random(60));
    await sleep(random(40));
    const began = performance.now();
    // Every other kill is the server's, now and then two in a row: five of the database within a minute would be too many.
    const struck = kill % 2 === 0 || (kill % 4 === 1 && random(2) === 0) ? "server" : "database";
    if (struck === "server") {
      await killServer(served);
      served = await serve(dataDir);
    } else {
      signalDatabase(served, "SIGKILL");
    }
    await reach(load, load.acknowledged.length + 1);
    slowest[struck] = Math.max(slowest[struck], Math.round(performance.now() - began));
    struckBy[struck]++;
  }
  await reach(load, acknowledgements);
  await load.stop();
  if (load.strange.length > 0) throw new Error(load.strange.slice(0, 5).join("\n"));
  if (Math.max(slowest.server, slowest.database) > 30_000)
    throw new Error(`One recovery took longer than 30 s: ${JSON.stringify(slowest)} ms.`);
  const { acknowledged, refusals, cuts } = load;
  const retried = acknowledged.filter((one) => one.retried).length;
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  const report = `${kills} kills (${struckBy.server} of the server, ${struckBy.database} of the database), ${acknowledged.length} acknowledgements (${retried} after a retry), ${cuts()} cuts, ${refused} refused with a sentence, slowest recovery ${slowest.server} ms and ${slowest.database} ms`;
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
