import { setTimeout as sleep } from "node:timers/promises";
import { openCeremony, type Prepared } from "../../ops/bench/record-load.ts";
import { seeded } from "../hostile/random.ts";
import { sequenced, withClient } from "./losses.ts";
import { signIn } from "./load.ts";
import { killServer, serve } from "./served.ts";
import type { Served } from "./served.ts";

const kills = 6;
const enough = 40;
const judges = 3;

/** Kills the server while records are signed; whatever was acknowledged is there, and nothing is there by half. */
export const killTransitions = async (dataDir: string, seed: number): Promise<string> => {
  const random = seeded(seed);
  let served = await serve(dataDir);
  const acknowledged: string[] = [];
  let [cuts, stopping] = [0, false];
  const judging = Promise.all(
    Array.from({ length: judges }, async () => {
      while (!stopping) {
        const done = await judge(served, () => stopping).catch(() => null);
        if (done) acknowledged.push(done);
        else cuts++;
        if (!done) await sleep(100);
      }
    }),
  );
  for (let kill = 0; kill < kills; kill++) {
    await until(() => acknowledged.length > kill * 5);
    await sleep(random(200));
    await killServer(served);
    served = await serve(dataDir);
  }
  await until(() => acknowledged.length >= enough);
  stopping = true;
  await judging;
  const faults = await halves(served, acknowledged);
  if (faults.length > 0) throw new Error(faults.slice(0, 5).join("\n"));
  return `${kills} kills, ${acknowledged.length} signed steps acknowledged, ${cuts} cut: all there with signature and entries, none by half`;
};

/** One CAPA after the other until the server goes; answers the id of the one that was acknowledged. */
const judge = async (served: Served, isLast: () => boolean): Promise<string | null> => {
  const base = `http://127.0.0.1:${served.port}`;
  const person = await signIn(base, "bench.0");
  const member = await memberOf(served, person.organization);
  const { token, prepare } = await openCeremony(served.port, { ...member, token: person.token });
  const prepared = await prepare();
  if (isLast()) return null;
  const answer = await accept(base, token, prepared);
  return answer ? prepared.id : null;
};

const accept = async (base: string, token: string, { path, body }: Prepared): Promise<boolean> => {
  const answer = await fetch(`${base}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  await answer.text();
  return answer.status === 200;
};

const memberOf = (
  { superuser }: Served,
  id: string,
): Promise<{ id: string; membershipId: string }> =>
  withClient(superuser, async (client) => {
    const { rows } = await client.query<{ membershipId: string }>(
      `select id as "membershipId" from membership where org_id = $1 and printed_name = 'bench.0'`,
      [id],
    );
    return { id, membershipId: rows[0]?.membershipId ?? "" };
  });

/** Acknowledged steps of which something is missing, and records that took a step by half. */
const halves = ({ superuser }: Served, acknowledged: readonly string[]): Promise<string[]> =>
  withClient(superuser, async (client) => {
    await sequenced(client);
    const { rows } = await client.query<{ id: string; whole: boolean; untouched: boolean }>(
      `select r.id, r.state = 'investigation' and r.version = 2
          and (select count(*) = 1 from signature s where s.record_id = r.id and s.point = 'accepted' and s.record_version = 2)
          and (select count(*) = 1 from log_leaf l join log_entry e on e.txid = l.txid and e.hint = l.hint
            where e.record_id = r.id and e.type = 'records.record' and e.version = 2)
          and (select count(*) = 1 from log_leaf l join signature s on s.id = l.record_id where s.record_id = r.id) as whole,
        r.state = 'requested' and r.version = 1 and not exists (select from signature s where s.record_id = r.id)
          and not exists (select from log_entry e where e.record_id = r.id and e.version = 2) as untouched
       from record r where r.type = 'quality.capa'`,
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return [
      ...acknowledged
        .filter((id) => found.get(id)?.whole !== true)
        .map((id) => `${id} was acknowledged, and not all of it is there.`),
      ...rows
        .filter(({ whole, untouched }) => !whole && !untouched)
        .map(({ id }) => `${id} took its step by half.`),
    ];
  });

const until = async (holds: () => boolean): Promise<void> => {
  for (const began = performance.now(); !holds(); await sleep(20))
    if (performance.now() - began > 60_000) throw new Error("Nothing was signed for a minute.");
};
