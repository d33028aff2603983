import { randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { Pool, PoolClient } from "#core/database";
import { damaged, isTrusted } from "./aside.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import type { LogEntry } from "./entry.ts";
import type { Leaf } from "./leaf.ts";
import { writeLeaf } from "./leaf.ts";
import { instantFormat } from "./pending.ts";
import { growTree, nodePrimitives, readCheckpoint } from "./verify.ts";

type Tree = ReturnType<typeof growTree> & { sequencedAt: string };
type Placed = Leaf & { org: string; n: number; hint: string; txid: string; sequencedAt: string };

const { sha256 } = nodePrimitives();

// A transaction of any size is taken whole: in slices neither the database thinks that the sequencer has died, nor do
// requests wait while a hundred thousand entries are hashed.
const slice = 500;

/** Numbers the entries in the order given, each in its organisation's tree. */
export async function appendEntries(client: PoolClient, entries: LogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const trees = await readTrees(client, [...new Set(entries.map(({ org }) => org))]);
  const newSalt = createSalts();
  for (let from = 0; from < entries.length; from += slice) {
    const leaves = entries.slice(from, from + slice).flatMap((entry) => {
      const tree = trees.get(entry.org);
      return tree === undefined ? [] : [place(entry, tree, newSalt)];
    });
    await insertLeaves(client, leaves);
  }
  await client.query(
    `insert into log_tree (org_id, size, peaks, sequenced_at)
     select org_id, size, array(select decode(p, 'base64') from unnest(string_to_array(nullif(peaks, ''), ' ')) p), sequenced_at
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[]) t (org_id, size, peaks, sequenced_at)
     on conflict (org_id) do update set size = excluded.size, peaks = excluded.peaks, sequenced_at = excluded.sequenced_at`,
    [
      [...trees.keys()],
      [...trees.values()].map((tree) => tree.size()),
      [...trees.values()].map((tree) => tree.peaks().map(base64).join(" ")),
      [...trees.values()].map((tree) => tree.sequencedAt),
    ],
  );
}

const isUnsigned = `t.size > coalesce(
  (select c.size from log_checkpoint c where c.org_id = t.org_id order by c.size desc limit 1), 0)
  and ${isTrusted("t.org_id")}`;

export async function isAnyUnsigned(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ any: boolean }>(
    `select exists (select from log_tree t where ${isUnsigned}) as any`,
  );
  return rows[0]?.any === true;
}

/** Signs every tree that has grown since its newest checkpoint. */
export async function signTrees(
  client: Pick<PoolClient, "query">,
  installation: string,
  key: KeyObject,
): Promise<void> {
  const { rows } = await client.query<TreeRow & { simulated: boolean }>(
    `select ${treeColumns("t.org_id")}, (select simulated from installation) as simulated
     from log_tree t where ${isUnsigned}`,
  );
  for (const row of rows) {
    const tree = treeOf(row);
    const head = {
      installation,
      org: row.org_id,
      size: tree.size(),
      root: tree.root(),
      at: row.at,
      simulated: row.simulated,
    };
    await client.query(
      "insert into log_checkpoint (org_id, size, text, at) values ($1, $2, $3, $4)",
      [...[head.org, head.size, writeCheckpoint(head, key), head.at]],
    );
  }
}

type TreeRow = {
  org_id: string;
  size: string | null;
  peaks: (string | null)[];
  at: string;
  /** What the tree is held against before anything is built on it. */
  leaves: string | null;
  signed: string | null;
};

const treeColumns = (org: string) => `${org} as org_id, t.size::text,
  array(select encode(p, 'base64') from unnest(t.peaks) p) as peaks,
  to_char(greatest(clock_timestamp(), t.sequenced_at) at time zone 'UTC', ${instantFormat}) as at,
  (select max(l.n)::text from log_leaf l where l.org_id = ${org}) as leaves,
  (select c.text from log_checkpoint c where c.org_id = ${org} and c.size = t.size) as signed`;

async function readTrees(client: PoolClient, orgs: string[]): Promise<Map<string, Tree>> {
  const { rows } = await client.query<TreeRow>(
    `select ${treeColumns("o.org_id")}
     from unnest($1::uuid[]) o (org_id) left join log_tree t on t.org_id = o.org_id`,
    [orgs],
  );
  return new Map(rows.map((row) => [row.org_id, { ...treeOf(row), sequencedAt: row.at }]));
}

/** Each one in the size's binary form is a peak, the widest first. Throws when tree, entries and checkpoint do not agree. */
function treeOf({ org_id: org, size, peaks, leaves, signed }: TreeRow) {
  const digits = [...Number(size ?? 0).toString(2)].map((digit, i, all) => ({
    ...{ set: digit === "1", width: 2 ** (all.length - 1 - i) },
  }));
  const widths = digits.filter(({ set }) => set).map(({ width }) => width);
  const hashes = peaks.map((peak) => Buffer.from(peak ?? "", "base64"));
  if (Number(size ?? 0) !== Number(leaves ?? 0))
    throw damaged(org, `it counts ${size ?? 0} entries, and ${leaves ?? 0} are there`);
  if (hashes.length !== widths.length || hashes.some(({ length }) => length !== 32))
    throw damaged(org, `its peaks are not those of ${size} entries`);
  const tree = growTree(
    sha256,
    hashes.map((hash, i) => ({ width: widths[i] ?? 0, hash })),
  );
  if (signed !== null && readCheckpoint(signed)?.root !== tree.root())
    throw damaged(org, `its root is not the one that was signed at ${size} entries`);
  return tree;
}

function place(entry: LogEntry, tree: Tree, newSalt: () => Buffer): Placed {
  const { org, hint, txid } = entry;
  const at = { n: tree.size() + 1, sequencedAt: tree.sequencedAt };
  const leaf = writeLeaf(entry, at, newSalt);
  tree.push(leaf.leaf);
  return { ...leaf, ...at, org, hint, txid };
}

const saltBytes = 16;

/** Salts that are drawn 256 at a time: asking for randomness costs more than the randomness. */
function createSalts(): () => Buffer {
  let drawn = Buffer.alloc(0);
  return () => {
    if (drawn.length === 0) drawn = randomBytes(256 * saltBytes);
    const salt = drawn.subarray(0, saltBytes);
    drawn = drawn.subarray(saltBytes);
    return salt;
  };
}

async function insertLeaves(client: PoolClient, leaves: Placed[]): Promise<void> {
  await client.query(
    `insert into log_leaf (org_id, n, hint, txid, header, salts, leaf, sequenced_at, at, action, type, record_id, person_id, operation)
     select e.org_id, p.n, e.hint, e.txid, p.header, p.salts, decode(p.leaf, 'base64'), p.sequenced_at, e.at, e.action, e.type,
       e.record_id, case when e.context ->> 'person' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (e.context ->> 'person')::uuid end, e.context ->> 'operation'
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
       p (txid, hint, n, header, salts, leaf, sequenced_at)
     join log_entry e on e.txid = p.txid::xid8 and e.hint = p.hint`,
    [
      leaves.map(({ txid }) => txid),
      leaves.map(({ hint }) => hint),
      leaves.map(({ n }) => n),
      leaves.map(({ header }) => header),
      leaves.map(({ salts }) => salts),
      leaves.map(({ leaf }) => leaf.toString("base64")),
      leaves.map(({ sequencedAt }) => sequencedAt),
    ],
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
