import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeDisks } from "./disks.ts";
import { exhaustPool, jumpClock, postWithoutTrigger, restartDatabase } from "./faults.ts";
import { fullDisk, lockedFolder } from "./folders.ts";
import { cutFeed } from "./live-cut.ts";
import type { Person } from "./load.ts";
import { lossesOf, verifiedEntries } from "./losses.ts";
import { cutPower } from "./power.ts";
import { end, endAll } from "./served.ts";
import type { Served } from "./served.ts";
import { killStorm, settle } from "./storm.ts";
import { killTransitions } from "./transitions.ts";

const seed = Number(process.env["SEED"] ?? 20_261_120);
const folder = mkdtempSync(join(tmpdir(), "plumbline-faults-"));
chmodSync(folder, 0o755);
const began = performance.now();
let passed = 0;
let failed = 0;

// Faults that hang must fail, and what comes after them too: a whole run takes two minutes.
const longest = 240_000;
const late = Promise.withResolvers<never>();
late.promise.catch(() => undefined);
const giveUp = (why: string) => () => late.reject(new Error(why));
const timer = setTimeout(giveUp(`The faults took longer than ${longest / 1000} s.`), longest);
process.once("SIGINT", giveUp("Stopped."));
process.once("SIGTERM", giveUp("Stopped."));

const prove = async (what: string, run: () => Promise<string>): Promise<void> => {
  const from = performance.now();
  const seconds = () => `${((performance.now() - from) / 1000).toFixed(1)} s`;
  try {
    const found = await Promise.race([run(), late.promise]);
    passed++;
    console.log(`ok      ${what} (${seconds()}): ${found}`);
  } catch (error) {
    failed++;
    console.log(
      `FAILED  ${what} (${seconds()}): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

const refuseLosses = (losses: readonly string[]): void => {
  if (losses.length > 0)
    throw new Error(`${losses.length} losses:\n  ${losses.slice(0, 10).join("\n  ")}`);
};

const proveStorm = async (): Promise<void> => {
  await prove("kill -9 of server and database under load", async () => {
    const { served, people, acknowledged, report } = await killStorm(join(folder, "storm"), seed);
    refuseLosses(await lossesOf(served, acknowledged));
    const entries = await verifiedEntries(served);
    survivor = { served, people };
    return `${report}; ${entries} entries verify`;
  });
};

let survivor: { served: Served; people: readonly Person[] } | undefined;

const proveTransitions = (): Promise<void> =>
  prove("kill -9 of the server during signed steps", () =>
    killTransitions(join(folder, "signing"), seed),
  );

/** On what the storm left running, so that each of them also meets a long log. */
const proveFaults = async (): Promise<void> => {
  const { served, people } = survivor ?? (await settle(join(folder, "settled")));
  await prove("database restart under load", () => restartDatabase(served, people));
  await prove("pool exhausted", () => exhaustPool(served, people));
  await prove("clock an hour on and back", () => jumpClock(served, people));
  await prove("live feed cut for 30 s", () => cutFeed(served, people));
  await prove("control: the log's trigger off leaves records without entry", () =>
    postWithoutTrigger(served, people),
  );
  await end(served);
};

const proveDisks = async (): Promise<void> => {
  await prove("disk full", () => fullDisk(join(folder, "full")));
  await prove("folder that cannot be written", () => lockedFolder(join(folder, "locked")));
};

const provePower = async (): Promise<void> => {
  await prove("power cut loses nothing that was acknowledged", async () => {
    const { acknowledged, losses } = await cutPower(join(folder, "on"), { synchronous: true });
    refuseLosses(losses);
    return `${acknowledged} acknowledgements, all there`;
  });
  await prove("control: synchronous_commit=off loses some", async () => {
    const { acknowledged, losses } = await cutPower(join(folder, "off"), { synchronous: false });
    if (losses.length === 0)
      throw new Error(`None of ${acknowledged} was lost: the check is blind.`);
    return `the check fails: ${losses.length} of ${acknowledged} lost, such as ${losses[0]}`;
  });
};

console.log(`Faults on real processes, seed ${seed}.`);
try {
  for (const part of [proveStorm, proveTransitions, proveFaults, proveDisks, provePower])
    await part().catch((error: unknown) => prove(part.name, () => Promise.reject(error)));
} finally {
  await endAll();
  removeDisks();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\nall together ${((performance.now() - began) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
clearTimeout(timer);
process.exit(failed > 0 ? 1 : 0);
