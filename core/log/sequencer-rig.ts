import { randomUUID } from "node:crypto";
import type { KeyObject } from "node:crypto";
import pg from "pg";
import { afterAll, onTestFinished } from "vitest";
import { createPool } from "#core/database";
import { cloneDatabase } from "../../test/harness.ts";
import { exportLog } from "./export.ts";
import { systemSource } from "./export-source.ts";
import { publicKeyBase64 } from "./key.ts";
import { newKey } from "./sample-log.ts";
import { startSequencer } from "./sequencer.ts";

export type Rig = Awaited<ReturnType<typeof logRig>>;
export type Leafed = {
  n: string;
  txid: string;
  hint: string;
  type: string;
  version: string | null;
  sequenced_at: string;
};

/** A database of the test's own with nothing running on it: the test starts the sequencers and plays everybody else. */
export async function logRig() {
  const { urls, superuserUrl, drop } = await cloneDatabase();
  const everybody = new pg.Pool({ connectionString: superuserUrl, max: 12 });
  everybody.on("error", () => undefined);
  const ends: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
    await everybody.end();
    await drop();
  });
  const { rows } = await everybody.query<{ id: string }>("select id from installation");
  const installation = rows[0]?.id ?? "";
  const key = newKey();
  const systemPool = () => {
    const pool = createPool(urls.system, { max: 2, name: "sequencer", onError: () => undefined });
    ends.push(() => pool.end());
    return pool;
  };
  const system = systemPool();

  return {
    everybody,
    installation,
    key,
    system,
    systemPool,
    /** A sequencer that works only when told to, unless it gets an interval. */
    sequencer: (intervalMs = 3_600_000, pool = systemPool(), signing: KeyObject = key) => {
      const faults: string[] = [];
      const onError = (error: Error) => void faults.push(error.message);
      const started = startSequencer({ pool, key: signing, installation, intervalMs, onError });
      onTestFinished(() => started.stop());
      return { ...started, faults };
    },
    organization: () => organization(everybody),
    leaves: async (org: string) => {
      const found = await everybody.query<Leafed>(
        `select l.n, l.txid::text, l.hint, l.type, e.version, l.sequenced_at::text
         from log_leaf l join log_entry e using (txid, hint) where l.org_id = $1 order by l.n`,
        [org],
      );
      return found.rows;
    },
    checkpoint: async (org: string) =>
      (await systemSource(system, org).newestCheckpoint())?.text ?? "",
    export: async (org: string, pool: pg.Pool = system) => {
      const chunks: string[] = [];
      for await (const chunk of exportLog(systemSource(pool, org), publicKeyBase64(key)))
        chunks.push(chunk);
      return Buffer.from(chunks.join(""));
    },
  };
}

/** An organisation with its root scope, one member and one notice. */
async function organization(pool: pg.Pool) {
  const [org, person, member, notice] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const client = await pool.connect();
  await client.query("begin");
  await client.query("insert into organization (id, name, zone) values ($1, 'Rig', 'UTC')", [org]);
  await client.query(
    "insert into scope (org_id, id, kind, name, path) values ($1, $1, 'organisation', 'Rig', array[$1::uuid])",
    [org],
  );
  await client.query(
    "insert into person (id, username, username_digest, email, password_hash) values ($1::uuid, $1::text, decode(md5($1::text), 'hex'), $1::text || '@example.org', 'canary-' || $1::text)",
    [person],
  );
  await client.query(
    "insert into membership (org_id, id, person_id, printed_name) values ($1, $2, $3, 'Canary Nightingale')",
    [org, member, person],
  );
  await client.query(
    `insert into notice (org_id, id, scope_id, title, text, from_on, author_id, created_at, updated_at)
     values ($1, $2, $1, 'Water', 'Off at nine', '2026-11-20', $3, now(), now())`,
    [org, notice, member],
  );
  await client.query("commit");
  client.release();
  return { id: org, person, member, notice };
}

export async function inTransaction(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await work(client);
    await client.query("commit");
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

export const pinNotice =
  "update notice set version = version + 1, pinned = not pinned where org_id = $1 and id = $2";
export const addFact =
  "insert into log_entry (hint, txid, org_id, at, action, type, new, context) values (nextval('log_hint'), pg_current_xact_id(), $1, clock_timestamp(), 'fact', $2, '{\"a\": 1}', '{\"kind\": \"service\"}')";
