import { setTimeout as wait } from "node:timers/promises";
import { type Connection, migrationLock } from "./connection.ts";
import { type KeptPlaces, readKept } from "./files.ts";
import type { Manifest, Opening } from "./format.ts";
import type { Piece } from "./pack.ts";
import { listTables, readPages, readSequences, startTally } from "./tables.ts";
import { readHeads } from "./trees.ts";

/** Begins the one transaction that the whole backup reads in. Writers go on; migrations wait until it ends. */
export const beginSnapshot = async (connection: Connection): Promise<Opening> => {
  await shareMigrationLock(connection);
  for (let tries = 0; tries < 40; tries++) {
    await connection.query("begin isolation level repeatable read read only");
    const { rows } = await connection.query<{ erasing: boolean }>(isErasing);
    if (!rows[0]?.erasing) return readOpening(connection);
    await connection.query("rollback");
    await wait(250);
  }
  throw new Error(
    "A person's data are being erased, and the log has not yet signed that. See that Plumbline is running, then back up again.",
  );
};

/** Everything of the snapshot, then the files; the manifest at the end is counted from what was read. */
export async function* readSnapshot(
  connection: Connection,
  places: KeptPlaces,
): AsyncGenerator<Piece> {
  const tables: Manifest["tables"] = {};
  for (const table of await listTables(connection)) {
    const tally = startTally();
    for await (const page of readPages(connection, table)) {
      page.forEach(tally.add);
      yield { table: table.name, rows: page.map(({ row }) => row) };
    }
    tables[table.name] = tally.result();
  }
  const trees = await readHeads(connection);
  // Read after the rows: sequences stand outside of every snapshot and only ever grow.
  const sequences = await readSequences(connection);
  await connection.query("commit");
  await connection.query("select pg_advisory_unlock_shared($1)", [migrationLock]);
  const files: Manifest["files"] = {};
  yield* readKept(places, files);
  yield { end: { tables, sequences, trees, files } };
}

/** Taken before the transaction, whose snapshot would otherwise be older than the migration it waited for. */
const shareMigrationLock = async (connection: Connection): Promise<void> => {
  await connection.query("set lock_timeout = '120s'");
  try {
    await connection.query("select pg_advisory_lock_shared($1)", [migrationLock]);
  } catch (cause) {
    if ((cause as { code?: string }).code !== "55P03") throw cause;
    throw new Error(
      "A migration has been running for two minutes, and a backup cannot look into its middle. Back up again when it is done.",
      { cause },
    );
  }
};

const isErasing = `select exists (select from log_entry e where e.withholds is not null and not exists (
  select from log_leaf l where l.txid = e.txid and l.hint = e.hint
    and l.n <= (select max(c.size) from log_checkpoint c where c.org_id = e.org_id))) as erasing`;

const readOpening = async (connection: Connection): Promise<Opening> => {
  const { rows: migrations } = await connection.query<Opening["migrations"][number]>(
    "select version, name, checksum from migration order by version",
  );
  const { rows } = await connection.query<Pick<Opening, "installation" | "createdAt">>(
    `select id as installation, to_char(transaction_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt" from installation`,
  );
  const [installation] = rows;
  if (!installation)
    throw new Error(
      "The database was never migrated: there is nothing to back up. Start Plumbline first.",
    );
  return { plumbline: "backup/1", ...installation, migrations };
};
