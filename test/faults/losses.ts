import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createPool } from "#core/database";
import { exportLog, loadOrCreateLogKey, publicKeyBase64, systemSource } from "#core/log";
import { nodePrimitives, verifyExport } from "#core/log/verify";
import type { Acknowledged } from "./load.ts";
import type { Served } from "./served.ts";

/** What was acknowledged and is not there exactly once, record or entry, in words; nothing when all is well. */
export const lossesOf = async (
  { superuser }: Served,
  acknowledged: readonly Acknowledged[],
): Promise<readonly string[]> =>
  withClient(superuser, async (client) => {
    await sequenced(client);
    const { rows } = await client.query<{
      title: string;
      records: number;
      entries: number;
      numbered: number;
    }>(
      `select a.title,
          (select count(*)::int from notice n where n.title = a.title and n.id = a.id)
            + (select count(*)::int from notice n where n.title = a.title and n.id <> a.id) * 1000 as records,
          (select count(*)::int from log_entry e where e.record_id = a.id and e.action = 'insert') as entries,
          (select count(*)::int from log_entry e join log_leaf l on l.txid = e.txid and l.hint = e.hint
            where e.record_id = a.id and e.action = 'insert') as numbered
        from unnest($1::uuid[], $2::text[]) a (id, title)`,
      [acknowledged.map(({ id }) => id), acknowledged.map(({ title }) => title)],
    );
    return rows.flatMap(({ title, records, entries, numbered }) =>
      records === 1 && entries === 1 && numbered === 1
        ? []
        : [`${title}: ${records} records, ${entries} entries, ${numbered} of them numbered`],
    );
  });

/** Exports every organisation's log and verifies it as an auditor would; answers how many entries stand in them. */
export const verifiedEntries = async (served: Served): Promise<number> => {
  const key = publicKeyBase64(loadOrCreateLogKey(join(served.dataDir, "log.key")));
  const pool = createPool(served.system, { max: 2, name: "faults", onError: () => {} });
  try {
    const { rows } = await pool.query<{ org: string }>(
      "select distinct org_id as org from log_leaf",
    );
    let entries = 0;
    for (const { org } of rows) {
      const verdict = await verifyExport(
        bytes(exportLog(systemSource(pool, org), key)),
        nodePrimitives(),
        { key },
      );
      if (!verdict.ok) throw new Error(`The log of ${org} does not verify: ${verdict.fault?.says}`);
      entries += verdict.entries;
    }
    return entries;
  } finally {
    await pool.end();
  }
};

export const withClient = async <T>(
  url: string,
  run: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Until every entry has its number and every tree a checkpoint over all of it. */
export const sequenced = async (client: pg.Client): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    const { rowCount } = await client.query(
      "select from log_entry e where not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint) limit 1",
    );
    if (rowCount === 0) return sleep(2500);
    await sleep(50);
  }
  throw new Error("The sequencer did not number every entry within 30 seconds.");
};

async function* bytes(chunks: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield encoder.encode(chunk);
}
