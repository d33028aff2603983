import { setTimeout as sleep } from "node:timers/promises";
import { cuttableDisk } from "./disks.ts";
import { startLoad } from "./load.ts";
import { lossesOf, withClient } from "./losses.ts";
import { end, killServer, postmasterOf, runsFrom, serve } from "./served.ts";
import { reach, settle } from "./storm.ts";

/** The machine loses its power while people work: what is lost of what was acknowledged, in words. */
export const cutPower = async (
  folder: string,
  { synchronous }: { readonly synchronous: boolean },
): Promise<{ readonly acknowledged: number; readonly losses: readonly string[] }> => {
  const disk = cuttableDisk(folder, 400);
  const { served: before, people } = await settle(`${disk.folder}/data`);
  if (!synchronous) await stopWaitingForDisk(before.superuser);
  const base = `http://127.0.0.1:${before.port}`;
  const load = startLoad(() => base, people, { clients: 8, name: "Power", retry: false });
  await reach(load, 200);
  // Read before the cut: afterwards not even the pid file can be.
  const database = postmasterOf(before.dataDir);
  disk.cut();
  // Long enough for somebody to be told that a thing is kept that no disk takes any more.
  await sleep(150);
  await killServer(before);
  if (database !== undefined && runsFrom(database, before.dataDir))
    process.kill(database, "SIGKILL");
  await load.stop();
  disk.mountAgain();
  const after = await serve(`${disk.folder}/data`);
  const losses = await lossesOf(after, load.acknowledged);
  await end(after);
  disk.remove();
  return { acknowledged: load.acknowledged.length, losses };
};

// Set on the role, because the server's own command line forbids it everywhere else; existing connections keep theirs.
const stopWaitingForDisk = (superuser: string): Promise<void> =>
  withClient(superuser, async (client) => {
    await client.query("alter role plumbline_app set synchronous_commit = off");
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plumbline_app'",
    );
  });
