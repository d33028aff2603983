import { growTree, nodePrimitives } from "#core/log/verify";
import type { Connection } from "./connection.ts";
import type { Head } from "./format.ts";

const { sha256 } = nodePrimitives();

type TreeRow = { org: string; size: string; peaks: string[]; checkpoint: string | null };

/** The head of every log as the sequencer has left it, with its newest checkpoint. */
export const readHeads = async (connection: Connection): Promise<Record<string, Head>> => {
  const { rows } = await connection.query<TreeRow>(
    `select t.org_id::text as org, t.size::text, array(select translate(encode(p, 'base64'), E'\\n', '') from unnest(t.peaks) p) as peaks,
       (select c.text from log_checkpoint c where c.org_id = t.org_id order by c.size desc limit 1) as checkpoint
     from log_tree t order by t.org_id`,
  );
  return Object.fromEntries(rows.map((row) => [row.org, headOf(row)]));
};

/** Grows the tree anew from the headers themselves, the entries behind the newest checkpoint included. */
export const growHead = async (
  connection: Connection,
  org: string,
): Promise<Omit<Head, "checkpoint">> => {
  const tree = growTree(sha256);
  for (let last = 0; ;) {
    const { rows } = await connection.query<{ n: string; header: string; isWhole: boolean }>(
      `select l.n::text, l.header, e.hint is not null and l.leaf = sha256('\\x00'::bytea || convert_to(l.header, 'UTF8')) as "isWhole"
       from log_leaf l left join log_entry e on e.txid = l.txid and e.hint = l.hint
       where l.org_id = $1 and l.n > $2 order by l.n limit 2000`,
      [org, last],
    );
    if (rows.length === 0) return { size: tree.size(), root: tree.root() };
    for (const { n, header, isWhole } of rows) {
      last += 1;
      if (Number(n) !== last || !isWhole)
        throw new Error(
          `Entry ${last} of the log of ${org} is missing or is not what its leaf says. Use another backup.`,
        );
      tree.push(Buffer.from(sha256(Buffer.from(`\0${header}`)), "base64"));
    }
  }
};

/** Each one in the size's binary form is a peak, the widest first. */
const headOf = ({ size, peaks, checkpoint }: TreeRow): Head => {
  const widths = [...Number(size).toString(2)]
    .map((digit, at, all) => ({ isSet: digit === "1", width: 2 ** (all.length - 1 - at) }))
    .filter(({ isSet }) => isSet)
    .map(({ width }) => width);
  const tree = growTree(
    sha256,
    peaks.map((peak, at) => ({ width: widths[at] ?? 0, hash: Buffer.from(peak, "base64") })),
  );
  return { size: tree.size(), root: tree.root(), checkpoint };
};
