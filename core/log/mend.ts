import type { Pool, PoolClient } from "#core/database";
import { takeBack } from "./aside.ts";
import { growTree, nodePrimitives, readCheckpoint } from "./verify.ts";

const { sha256 } = nodePrimitives();
const page = 2000;

/**
 * Grows one log's tree anew from its entries and lets the sequencer go on with it, if the entries are those that the
 * newest checkpoint was signed for. Answers how many they are.
 */
export async function mendTree(pool: Pool, org: string): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    // No sequencer numbers anything until this commits.
    await client.query("select from log_sequencer for update");
    const signed = await newestCheckpoint(client, org);
    const tree = await growSigned(client, org, signed);
    await client.query(
      `insert into log_tree (org_id, size, peaks, sequenced_at)
       select $1::uuid, $2, $3, max(sequenced_at) from log_leaf where org_id = $1::uuid
       on conflict (org_id) do update set size = excluded.size, peaks = excluded.peaks`,
      [org, tree.size(), tree.peaks().map((peak) => Buffer.from(peak))],
    );
    await takeBack(client, org);
    // Being an entry itself it also wakes the sequencer, which then finds what has waited.
    await client.query("select set_config('plumb.context', $1, true)", [
      JSON.stringify({ kind: "console", operation: "log.mend" }),
    ]);
    await client.query("select log_fact('log.mended', null, null, $1, true)", [
      JSON.stringify({ organization: org, entries: tree.size(), root: tree.root() }),
    ]);
    await client.query("commit");
    return tree.size();
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

type Signed = { readonly size: number; readonly root: string };

async function newestCheckpoint(client: PoolClient, org: string): Promise<Signed | null> {
  const { rows } = await client.query<{ text: string }>(
    "select text from log_checkpoint where org_id = $1::uuid order by size desc limit 1",
    [org],
  );
  return rows[0] ? readCheckpoint(rows[0].text) : null;
}

async function growSigned(client: PoolClient, org: string, signed: Signed | null) {
  const tree = growTree(sha256);
  let root = signed?.size === 0 ? tree.root() : "";
  for (;;) {
    const { rows } = await client.query<{ n: string; header: string }>(
      "select n::text, header from log_leaf where org_id = $1::uuid and n > $2 order by n limit $3",
      [org, tree.size(), page],
    );
    for (const { n, header } of rows) {
      if (Number(n) !== tree.size() + 1) throw beyondMending(`entry ${tree.size() + 1} is missing`);
      tree.push(Buffer.from(sha256(Buffer.from(`\0${header}`)), "base64"));
      if (tree.size() === signed?.size) root = tree.root();
    }
    if (rows.length < page) break;
  }
  if (tree.size() === 0)
    throw new Error(`There is no log of ${org}. Give the id that was reported.`);
  if (signed && signed.root !== root)
    throw beyondMending(`its entries are not those that were signed for at ${signed.size}`);
  return tree;
}

const beyondMending = (why: string): Error =>
  new Error(
    `This log cannot be mended: ${why}. Nothing was changed. Keep the database as it is for whoever investigates, and restore the newest backup that verifies.`,
  );
